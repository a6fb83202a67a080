package dev.weir.corpus;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** A process of a simulated host, from its fork to its end. */
final class HostProcess {
  int pid;
  String entity = "";
  String forkEntity = "";
  long forked;
  long started;
  long ended = Long.MAX_VALUE;
  String executable = "";
  String name = "";
  List<String> args = List.of();
  String commandLine = "";
  String user = "root";
  String folder = "/";
  boolean terminal;

  /** The process that forked it; its parent is another one later if that process is gone. */
  HostProcess forker;

  HostProcess parent;
  HostProcess entry;
  HostProcess session;
  String entryType = "";
  String entrySource = "";

  /**
   * An image and, for agents that know them, a pod and a namespace; empty outside of containers.
   */
  String container = "";

  List<String> ancestry = new ArrayList<>();
  final Set<String> connected = new HashSet<>();

  /** What children start with: their image until they execute another. */
  HostProcess fork() {
    HostProcess child = new HostProcess();
    child.executable = executable;
    child.name = name;
    child.args = args;
    child.commandLine = commandLine;
    child.user = user;
    child.folder = folder;
    child.terminal = terminal;
    child.forker = this;
    child.parent = this;
    child.entry = entry;
    child.session = session;
    child.entryType = entryType;
    child.entrySource = entrySource;
    child.container = container;
    child.ancestry.add(entity);
    child.ancestry.addAll(ancestry.subList(0, Math.min(ancestry.size(), 18)));
    return child;
  }
}
