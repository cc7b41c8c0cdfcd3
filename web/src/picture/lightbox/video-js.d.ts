// The part of video.js without streaming: what plays files. The package types only its whole.
declare module 'video.js/core.es.js' {
  export { default } from 'video.js';
}
