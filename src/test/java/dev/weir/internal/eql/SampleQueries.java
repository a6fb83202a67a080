package dev.weir.internal.eql;

import java.util.List;

/** Queries of every construct, written for these tests. */
final class SampleQueries {

  static final List<String> ALL =
      List.of(
          "process where true",
          "any where event.kind == \"alert\"",
          "process where process.name == \"nc\"",
          "process where process.name != \"nc\"",
          "process where process.name : \"python*\"",
          "process where process.name : (\"c?rl\", \"wget*\")",
          "process where process.name in (\"sh\", \"bash\")",
          "process where process.name not in (\"sh\", \"bash\")",
          "process where process.name in~ (\"SH\", \"Bash\")",
          "process where not process.name in~ (\"a*\", \"b\")",
          "process where process.args like \"--token=*\"",
          "process where process.args like~ (\"-E?\", \"*key\")",
          "process where process.executable regex \"/tmp/[a-f0-9]{4,8}\"",
          "process where process.executable regex~ (\"/opt/x+\", \".*\\\\.py\")",
          "process where process.parent.executable == null",
          "process where null != process.parent.executable",
          "process where ?process.parent.name : \"java\"",
          "process where not ?user.name : (\"root\", \"adm*\") and host.os.type == \"linux\"",
          "process where `user.name` == \"0\" or `odd name` == \"1\"",
          "process where process.args_count > 4",
          "process where process.args_count >= 2 and process.args_count <= 3",
          "process where 10 < process.pid",
          "process where not process.pid < 100",
          "process where process.pid + 1 == 5 or process.pid % 2 == 0",
          "process where (process.pid - 2) * 3 / 2 > -7.5",
          "process where -process.pid < 1e3",
          "network where destination.port == 80 or destination.port == 8080",
          "network where cidrMatch(destination.ip, \"10.0.0.0/8\", \"fd00::/8\")",
          "network where not cidrmatch(source.ip, \"127.0.0.0/8\")",
          "file where startsWith(file.path, \"/etc/\") and not endsWith~(file.name, \".BAK\")",
          "file where stringContains(file.path, \"cron\")",
          "file where length(file.name) > 20",
          "file where substring(file.name, 0, 3) == \"abc\"",
          "file where substring(file.name, -3) : \".sh\"",
          "file where indexOf(file.path, \"/\", 1) == 4",
          "file where between(file.path, \"/home/\", \"/\") == \"eve\"",
          "file where between~(file.path, \"A\", \"b\", true) == \"x\"",
          "file where concat(user.name, \"@\", host.name) == \"eve@web\"",
          "file where string(process.pid) == \"7\" and number(\"7\") == process.pid",
          "file where add(process.pid, 1) == 8 and modulo(process.pid, 2) == 1",
          "registry where registry.path == \"HKLM\\\\x\\t\\u{41}\" // the run keys",
          "registry where registry.data.strings : \"\"\"C:\\Temp\\\"*\"\"\" /* raw */",
          "\"process\" where not (a == 1 or b : \"x\" and not c == null)",
          "process where process.interactive == true and not process.Ext.trusted == false",
          "sequence by host.id with maxspan=1s [process where true] [network where true]",
          "sequence with maxspan=5m [any where a == 1] by b, c [any where a == 2] by d, ?e",
          "sequence by host.id, user.id [file where true] with runs=3",
          "sequence by a with maxspan=500ms [x where true] [y where true] [z where true]"
              + " until [w where b == 2]",
          "sequence by a with maxspan=1h [x where true] ![y where true]",
          "sample by host.id [x where a == 1] by b [y where a == 2] by c",
          "process where true | head 5 | unique a.b, c");

  private SampleQueries() {}
}
