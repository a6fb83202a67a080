package dev.weir.event;

/**
 * The JSON document of an event. Fields are decoded when first requested. For one thread at a time.
 */
public interface Document {

  /**
   * Returns the values of a field that has an accessor.
   *
   * @param field the field
   * @return its values, {@link Values#NONE} if the document has none
   */
  Values values(EcsField field);

  /**
   * Returns the values of any field.
   *
   * @param name its dotted name, such as {@code process.Ext.ancestry}; the document's keys may be
   *     nested or dotted
   * @return its values, {@link Values#NONE} if the document has none
   */
  Values values(String name);

  /** {@return one JSON object in UTF-8, without the search hit around it; do not modify it} */
  byte[] json();

  /** {@return its approximate memory in bytes: the document and the positions of its fields} */
  long size();
}
