import type { Page } from '@playwright/test';
import sharp from 'sharp';
import { expect, test } from './fixtures.ts';
import { upload, waitUntilMade } from './screenshots/world.ts';

const years = [2018, 2019, 2020, 2021, 2022];
const aYear = 20;

/** Puts a tiny picture for each time into the album on the page. @param shots name and time of each. */
async function fill(page: Page, shots: readonly (readonly [name: string, takenAt: Date])[]): Promise<void> {
  const png = await sharp({ create: { width: 16, height: 12, channels: 3, background: '#3080c0' } })
    .png()
    .toBuffer();
  const albumId = new URL(page.url()).pathname.split('/').at(-1) ?? '';
  const files = shots.map(([name, takenAt]) => {
    // Bytes after the end of a PNG are passed over by every reader.
    return { name, type: 'image/png', bytes: Buffer.concat([png, Buffer.from(name)]), takenAt };
  });
  await waitUntilMade(page.request, await upload(page.request, albumId, files));
}

/** So many pictures on one day of each year, called 2018-00.png and so on by the minute, in the album on the page. */
const fillYears = (page: Page): Promise<void> =>
  fill(
    page,
    years.flatMap((year) =>
      Array.from({ length: aYear }, (_, minute) => {
        const name = `${year}-${String(minute).padStart(2, '0')}.png`;
        return [name, new Date(Date.UTC(year, 4, 16, 12, minute))] as const;
      }),
    ),
  );

const tile = (page: Page, name: string) => page.getByRole('gridcell').getByRole('link', { name });
const scrubber = (page: Page) => page.getByRole('slider', { name: 'Go to a date' });

test('the scrubber leads to any date by its keys, by a click and by dragging', async ({
  albumPage: page,
}) => {
  await fillYears(page);
  await page.goto('/');
  const slider = scrubber(page);
  const leadsTo = async (year: number) => {
    await expect(slider).toHaveAttribute('aria-valuetext', `May ${year}`);
    await expect(tile(page, `${year}-`).first()).toBeVisible();
    await expect(page.getByRole('heading', { name: `May ${year}` })).toBeInViewport();
  };
  await leadsTo(2022);
  await slider.press('End');
  await leadsTo(2018);
  await slider.press('PageUp');
  await leadsTo(2019);
  await slider.press('Home');
  await leadsTo(2022);

  const track = await slider.locator('..').boundingBox();
  const thumb = await slider.boundingBox();
  if (!track || !thumb) throw new Error('The scrubber is not on the screen.');
  const x = track.x + track.width / 2;
  await page.mouse.click(x, track.y + track.height * 0.5);
  await expect(slider).toHaveAttribute('aria-valuetext', 'May 2020');
  await expect(tile(page, '2020-').first()).toBeVisible();
  const taken = (await slider.boundingBox()) ?? thumb;
  await page.mouse.move(x, taken.y + taken.height / 2);
  await page.mouse.down();
  await page.mouse.move(x, track.y + track.height * 0.75, { steps: 5 });
  await expect(slider).toHaveAttribute('aria-valuetext', 'May 2019');
  await page.mouse.up();
  await expect(tile(page, '2019-').first()).toBeVisible();
});

test('a range is chosen over what is not loaded, a day by its heading, and the focus outlasts scrolling', async ({
  albumPage: page,
}) => {
  await fillYears(page);
  const asked: string[] = [];
  page.on('request', (request) => {
    const body: { operationName?: string } | null =
      request.method() === 'POST' ? request.postDataJSON() : null;
    asked.push(body?.operationName ?? '');
  });
  await page.goto('/');
  await page.getByRole('button', { name: 'Select 2022-19.png' }).click({ force: true });
  await scrubber(page).press('End');
  await tile(page, '2018-00.png').click({ modifiers: ['Shift'] });
  await expect(page.getByText(`${years.length * aYear} selected`).first()).toBeVisible();
  expect(asked).toContain('TimelineIds');
  await page.keyboard.press('Escape');

  await page.getByRole('button', { name: /^Select all of .*2018/ }).click();
  await expect(page.getByText(`${aYear} selected`).first()).toBeVisible();
  await page.keyboard.press('Escape');

  await scrubber(page).press('Home');
  await tile(page, '2022-19.png').focus();
  await page.keyboard.press('ArrowRight');
  await expect(tile(page, '2022-18.png')).toBeFocused();
  await page.mouse.move(700, 500);
  await page.mouse.wheel(0, 4000);
  // What is far away is not in the page any more, but for the line that has the focus.
  await expect(tile(page, '2022-05.png')).toHaveCount(0);
  await expect(tile(page, '2022-18.png')).toBeFocused();
  await page.keyboard.press('ArrowRight');
  await expect(tile(page, '2022-17.png')).toBeFocused();
  await expect(tile(page, '2022-17.png')).toBeInViewport();
});

test('the viewer goes on and back across years, behind a cold link and past what is not there yet, too', async ({
  albumPage: page,
}) => {
  const errors: string[] = [];
  page.on('pageerror', ({ message }) => errors.push(message));
  await fillYears(page);
  await page.goto('/');
  await scrubber(page).press('End');
  await tile(page, '2018-19.png').click();
  const shows = (name: string) =>
    expect(page.locator('dialog .lg-current .lg-image')).toHaveAttribute('alt', new RegExp(`^${name}`));
  await shows('2018-19.png');
  await page.keyboard.press('ArrowLeft');
  await shows('2019-00.png');
  await page.keyboard.press('ArrowRight');
  await shows('2018-19.png');

  // What is known of a picture comes late: the viewer and what it tells go by quickly.
  await page.route('**/graphql', async (route) => {
    const { operationName } = route.request().postDataJSON() ?? {};
    if (['TimelinePictures', 'LightboxDetails'].includes(operationName)) await held;
    await route.fallback();
  });
  let letGo = () => {};
  const held = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  await page.goto(page.url());
  await expect(page.getByRole('button', { name: 'Previous' })).toBeVisible();
  await page.keyboard.press('i');
  for (let steps = 0; steps < 25; steps += 1) {
    const before = page.url();
    await page.keyboard.press('ArrowLeft');
    await expect(page, `step ${steps}`).not.toHaveURL(before);
  }
  letGo();
  await shows('2020-04.png');
  await expect(page.getByRole('complementary').getByText('2020-04.png')).toBeVisible();
  expect(errors).toEqual([]);
});
