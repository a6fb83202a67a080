package dev.weir.internal.service.search;

/** Index templates of a cluster. */
public final class IndexTemplate {

  private IndexTemplate() {}

  /**
   * Puts a template where there is none of its name.
   *
   * @param client reaches the cluster
   * @param name the template's name
   * @param template the template in JSON; not changed
   * @throws SearchException if the cluster does not take it
   * @throws InterruptedException if the thread is interrupted
   */
  public static void install(SearchClient client, String name, byte[] template)
      throws SearchException, InterruptedException {
    String path = "/_index_template/" + name;
    NodeResponse there = client.send("HEAD", path, null, SearchClient.JSON);
    if (there.status() == 404) {
      client.send("PUT", path, template, SearchClient.JSON).orFail();
    } else {
      there.orFail();
    }
  }
}
