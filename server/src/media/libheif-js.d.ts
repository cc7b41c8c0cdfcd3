/** The part of libheif-js that Pic-up uses, as its C names are bound; the package ships no types for this entry. */
declare module 'libheif-js/wasm-bundle.js' {
  /** An object inside WebAssembly memory. */
  type Opaque = { readonly opaque: unique symbol };

  interface DecodedImage {
    width: number;
    height: number;
    /** `data` is a view of WebAssembly memory. */
    channels: { data: Uint8Array; stride: number }[];
  }

  const libheif: {
    heif_context_alloc(): Opaque;
    heif_context_read_from_memory(
      context: Opaque,
      file: Uint8Array,
    ): { code: { value: number }; message: string };
    heif_js_context_get_primary_image_handle(
      context: Opaque,
    ): Opaque | { code: { value: number }; message: string };
    /** Answers an error in place of an image where decoding fails. */
    heif_js_decode_image2(
      handle: Opaque,
      colorspace: Opaque,
      chroma: Opaque,
    ): DecodedImage | { code: { value: number }; message: string };
    heif_colorspace: { heif_colorspace_RGB: Opaque };
    heif_chroma: { heif_chroma_interleaved_RGB: Opaque };
  };
  export default libheif;
}
