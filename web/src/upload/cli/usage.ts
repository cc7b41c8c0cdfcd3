/** What --help prints. */
export const usage = `picup-upload DIR --server URL --user NAME [options]

Uploads the photos and videos of a folder to Pic-up. Run again, it sends only what is missing.

  --server URL        where Pic-up runs, such as https://photos.example.com
  --user NAME         whose library; the password is asked for, or taken from PICUP_PASSWORD
  --password-stdin    read the password from standard input
  --album NAME        put everything into this album, made where there is none of that name
  --album-per-folder  an album for each folder, named like it
  --takeout           DIR is a Google Takeout export: keep its albums, and the dates written beside the files
  --again             upload also what the library already has
  --dry-run           only say what would be done
  --json              print the summary as JSON
  --help              this text

Without --album and --album-per-folder everything goes into one album named like DIR.
Exit codes: 0 everything is there, 1 something is not, 2 wrong usage, 130 stopped by Ctrl-C.
`;
