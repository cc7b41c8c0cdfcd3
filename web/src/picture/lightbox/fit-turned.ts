/** Makes a picture that lies on its side as large as its slide allows, which the plugin leaves as it was upright. */
export function fitTurned(item: HTMLElement): void {
  const turned = item.querySelector<HTMLElement>('.lg-img-rotate');
  const image = item.querySelector<HTMLImageElement>('.lg-image');
  if (!turned || !image) return;
  const degrees = Number(/rotate\((-?\d+)deg\)/.exec(turned.style.transform)?.[1] ?? 0);
  const { offsetWidth: width, offsetHeight: height, naturalWidth } = image;
  const largest = Math.min(item.clientWidth / height, item.clientHeight / width, naturalWidth / width);
  turned.style.scale = degrees % 180 === 0 || !Number.isFinite(largest) ? '' : String(largest);
}
