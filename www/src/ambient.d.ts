declare module "virtual:stories" {
  const stories: readonly import("./state/story.js").Story[];
  export default stories;
  export const runs: readonly import("./state/story.js").RunStory[];
}
