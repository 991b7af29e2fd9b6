/** `?embed` in the address: the page stands in a frame of a teacher's page. */
export const isEmbedded =
  typeof location !== 'undefined' && new URLSearchParams(location.search).has('embed');
