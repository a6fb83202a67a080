package dev.weir.event;

/**
 * The document an event came as: its bytes, and its fields by name. Implementations decode a field
 * when it is first asked for and are confined to one thread at a time.
 */
public interface Document {

  /**
   * The values of a field that has an accessor of its own.
   *
   * @param field the field
   * @return its values, {@link Values#NONE} where the document has none
   */
  Values values(EcsField field);

  /**
   * The values of any field.
   *
   * @param name its dotted name, as in {@code process.Ext.ancestry}; keys of the document may be
   *     nested or dotted
   * @return its values, {@link Values#NONE} where the document has none
   */
  Values values(String name);

  /**
   * The document as it came, without the search hit it may have been wrapped in.
   *
   * @return UTF-8 JSON, one object; not to be changed
   */
  byte[] json();

  /**
   * What it holds in memory, roughly: all of the bytes it came in, and where its fields are in
   * them.
   *
   * @return bytes
   */
  long size();
}
