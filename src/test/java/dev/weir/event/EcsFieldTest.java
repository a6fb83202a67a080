package dev.weir.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.testkit.StubDocument;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class EcsFieldTest {

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "TIMESTAMP")
  void accessorNamedAfterTheFieldGivesItsValue(EcsField field) throws Exception {
    Map<String, Values> every =
        Arrays.stream(EcsField.values())
            .collect(
                Collectors.toMap(EcsField::dottedName, one -> Values.of("of " + one.dottedName())));
    Event event = new OtherEvent(new StubDocument(every, 0), new EventOrder(0, null, 0));

    Object value = Event.class.getMethod(accessor(field)).invoke(event);

    assertThat(value).hasToString("of " + field.dottedName());
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "TIMESTAMP")
  void accessorOfAMissingFieldStumblesOverNothing(EcsField field) throws Exception {
    Event event = new OtherEvent(new StubDocument(Map.of(), 0), new EventOrder(0, null, 0));

    Method accessor = Event.class.getMethod(accessor(field));

    assertThat(accessor.invoke(event))
        .isEqualTo(accessor.getReturnType() == String.class ? null : Values.NONE);
  }

  @ParameterizedTest
  @EnumSource(
      names = {
        "HOST_ID",
        "PROCESS_ENTITY_ID",
        "PROCESS_PARENT_ENTITY_ID",
        "PROCESS_ENTRY_LEADER_ENTITY_ID"
      })
  void joinKeyOfSeveralValuesIsMissing(EcsField field) throws Exception {
    Values several = Values.of("a", "b");
    StubDocument document = new StubDocument(Map.of(field.dottedName(), several), 0);
    Event event = new ProcessEvent(document, new EventOrder(0, null, 0));

    assertThat(Event.class.getMethod(accessor(field)).invoke(event)).isNull();
    assertThat(event.field(field.dottedName())).isEqualTo(several);
  }

  @Test
  void everyAccessorHasAField() {
    Set<String> accessors =
        Arrays.stream(Event.class.getMethods())
            .filter(method -> method.getDeclaringClass() == Event.class)
            .map(Method::getName)
            .filter(name -> name.startsWith("get") && !name.equals("getPrincipal")) // of many
            .collect(Collectors.toCollection(TreeSet::new));

    assertThat(accessors)
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(EcsField.values()).map(EcsFieldTest::accessor).toList());
  }

  @Test
  void namesAndSlotsAreDistinct() {
    List<EcsField> fields = List.of(EcsField.values());

    assertThat(fields).extracting(EcsField::dottedName).doesNotHaveDuplicates();
    assertThat(fields).extracting(EcsField::slot).doesNotHaveDuplicates();
    assertThat(fields).extracting(EcsField::slot).allMatch(slot -> slot < EcsField.COUNT);
    assertThat(fields).extracting(EcsField::meaning).noneMatch(String::isBlank);
  }

  @ParameterizedTest
  @CsvSource({
    "process.name, true",
    "process.command_line, false",
    "process.parent.command_line, false",
    "process.entry_leader.command_line, false",
    "process.Ext.anything, true",
    "message, false",
    "url.full, false",
    "@timestamp, true",
  })
  void onlyTextsOfAnyLengthAreNoKeywords(String name, boolean keyword) {
    assertThat(EcsField.isKeyword(name)).isEqualTo(keyword);
  }

  @ParameterizedTest
  @EnumSource
  void fieldIsAKeywordIfItsNameIs(EcsField field) {
    assertThat(field.isKeyword()).isEqualTo(EcsField.isKeyword(field.dottedName()));
  }

  @Test
  void suspectHasTheFieldsAndTheTimeOfItsEvent() {
    StubDocument document = new StubDocument(Map.of("process.name", Values.of("curl")), 0);
    Event event = new ProcessEvent(document, new EventOrder(17, 3L, 5));

    Suspect suspect = new Suspect("rule", event);

    assertThat(suspect.getProcessName().only()).isEqualTo("curl");
    assertThat(suspect.order()).isEqualTo(event.order());
    assertThat(suspect.getTimestamp()).isEqualTo(17);
    assertThat(suspect.getEvent()).isSameAs(event);
    assertThat(suspect.getDetection()).isEqualTo("rule");
  }

  /** As Drools finds it for {@code processParentEntityId}: getProcessParentEntityId. */
  private static String accessor(EcsField field) {
    return Arrays.stream(field.dottedName().replace("@", "").split("[._]"))
        .map(word -> Character.toUpperCase(word.charAt(0)) + word.substring(1))
        .collect(Collectors.joining("", "get", ""));
  }
}
