import type { LightboxDetailsQuery } from './LightboxDetails.generated.ts';

/** What the camera wrote about a picture. */
export type Exif = NonNullable<NonNullable<LightboxDetailsQuery['picture']>['exif']>;
/** Where a picture was taken. */
export type Place = NonNullable<Exif['location']>;

/** A camera as people call it: its model, with the maker before it where the model does not begin with that. */
export function cameraName({
  cameraMake,
  cameraModel,
}: Pick<Exif, 'cameraMake' | 'cameraModel'>): string | null {
  if (!cameraMake || !cameraModel) return cameraModel ?? cameraMake;
  const [first = ''] = cameraMake.split(' ');
  return cameraModel.toLowerCase().startsWith(first.toLowerCase())
    ? cameraModel
    : `${cameraMake} ${cameraModel}`;
}

/** How long the shutter was open, as photographers write it: 1/125, 0.5, 30. */
export function exposureText(seconds: number): string {
  if (seconds < 0.3) return `1/${Math.round(1 / seconds)}`;
  return String(Math.round(seconds * 10) / 10);
}

/** A place as degrees north or south, east or west; four decimals are about ten metres. */
export function coordinates({ latitude, longitude }: Place): string {
  const degrees = (value: number, positive: string, negative: string) =>
    `${Math.abs(value).toFixed(4)}° ${value < 0 ? negative : positive}`;
  return `${degrees(latitude, 'N', 'S')}, ${degrees(longitude, 'E', 'W')}`;
}

/** The address of a map with a marker at a place. */
export function mapUrl({ latitude, longitude }: Place): string {
  const [lat, lon] = [latitude.toFixed(5), longitude.toFixed(5)];
  return `https://www.openstreetmap.org/?mlat=${lat}&mlon=${lon}#map=16/${lat}/${lon}`;
}
