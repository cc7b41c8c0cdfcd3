import { useFormat, useT } from '../../i18n/I18n.tsx';
import { Button } from '../../ui/Button.tsx';
import css from './InfoPanel.module.css';
import { cameraName, coordinates, type Exif, exposureText, mapUrl } from './shot-words.ts';
import { useLocationFreeDownload } from './useLocationFreeDownload.ts';

/** What the camera wrote, as rows of the info panel: only those it wrote. */
export function ShotRows({ pictureId, exif }: { pictureId: string; exif: Exif }) {
  const t = useT();
  const format = useFormat();
  const download = useLocationFreeDownload(pictureId);
  const { lens, exposureSeconds, fNumber, iso, focalLength, location } = exif;
  const camera = cameraName(exif);
  const exposure = [
    exposureSeconds === null ? null : t('lightbox.seconds', { seconds: exposureText(exposureSeconds) }),
    fNumber === null ? null : `f/${Math.round(fNumber * 10) / 10}`,
    iso === null ? null : `ISO ${iso}`,
    focalLength === null ? null : `${format.number(Math.round(focalLength * 10) / 10)} mm`,
  ].filter((part) => part !== null);
  return (
    <>
      {camera ? (
        <div>
          <dt>{t('lightbox.infoCamera')}</dt>
          <dd>{camera}</dd>
        </div>
      ) : null}
      {lens ? (
        <div>
          <dt>{t('lightbox.infoLens')}</dt>
          <dd>{lens}</dd>
        </div>
      ) : null}
      {exposure.length > 0 ? (
        <div>
          <dt>{t('lightbox.infoExposure')}</dt>
          <dd>{exposure.join(' · ')}</dd>
        </div>
      ) : null}
      {location ? (
        <div>
          <dt>{t('lightbox.infoPlace')}</dt>
          <dd>
            {coordinates(location)}
            {location.altitude === null
              ? null
              : ` · ${t('lightbox.altitude', { metres: Math.round(location.altitude) })}`}
          </dd>
          <dd>
            <a href={mapUrl(location)} target="_blank" rel="noopener noreferrer">
              {t('lightbox.map')}
            </a>
          </dd>
          <dd className={css.action}>
            <Button icon="download" busy={download.busy} onClick={() => void download.run()}>
              {download.busy ? t('download.preparing') : t('download.withoutLocation')}
            </Button>
          </dd>
        </div>
      ) : null}
    </>
  );
}
