import { thumbHashUrl } from '../lib/thumb-hash.ts';
import { useMedia } from '../ui/useMedia.ts';
import css from './TileWall.module.css';

/** ThumbHashes of landscapes that nobody photographed: each was painted by arithmetic. */
const columns = [
  [
    { ratio: 0.75, hash: 'p6cRLQKHeI93SHh3h3iIiHhwZ1gI' },
    { ratio: 1.33, hash: 'qGkWHYSHiXd/iIiFd6d4eGqI8AQK' },
    { ratio: 1, hash: '11cOHwZ5dnh4h4hwmbh4h2h2qFUHl4cA' },
    { ratio: 1.5, hash: 'uOcFBYJniIiLeHeKeAhnfSKuYPdo' },
    { ratio: 0.8, hash: 'bxoKPgbYd/eHiHhXeH2HdId4F3dwtAc=' },
  ],
  [
    { ratio: 1.5, hash: 'mfcNLYZ3d4h8iHeAeHh4eXd3gHcH' },
    { ratio: 0.67, hash: 'rVgOBQ6peIx4SHf4d4WHlwJVV/Un' },
    { ratio: 1.33, hash: 'Z4kSLYR4d3ePeHd2iHd3eHd/ZBcG' },
    { ratio: 1, hash: 'LbgJHwz4d2d6h4d/hHeIiHeHh3/3+HgP' },
    { ratio: 1.78, hash: 'X+cNFIKHd4dziIiMh3B4cIgHlw==' },
  ],
  [
    { ratio: 1, hash: 'zMYFDwI4yFd6hXlwiVa4R6d4eoX4Z40P' },
    { ratio: 1.5, hash: 'rqcJHYZ4iHh+eHd7dweHiXh2j7f3' },
    { ratio: 0.75, hash: '06cJBQIze0+lR4dHmpN5eCA3d2n4' },
    { ratio: 0.8, hash: '4UkSDgJYd4d4hwiXh3mIdpiHtotQz6g=' },
    { ratio: 1.33, hash: 'Z4kSLYR4d3ePeHd2iHd3eHd/ZBcG' },
  ],
];

/** A wall of soft colours, slowly drifting: what photos look like in the moment before they are there. */
export function TileWall() {
  // Of a tablet on end it is long and narrow: the tiles come again below.
  const isTall = useMedia('(min-width: 820px) and (max-aspect-ratio: 1)');
  return (
    <div className={css.wall} aria-hidden="true">
      {columns.map((tiles, column) => (
        <div key={column} className={css.column}>
          {(isTall ? [...tiles, ...tiles, ...tiles] : tiles).map((tile, row) => (
            <div
              key={row}
              className={css.tile}
              style={{ aspectRatio: tile.ratio, backgroundImage: `url(${thumbHashUrl(tile.hash)})` }}
            />
          ))}
        </div>
      ))}
    </div>
  );
}
