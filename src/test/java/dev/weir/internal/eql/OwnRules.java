package dev.weir.internal.eql;

import java.util.List;

/**
 * Rules as users write them, made up for these tests. A clause in braces can be negated; one with a
 * bar in it can be replaced by what is after the bar. Braces with an equals sign mark clauses that
 * others imply, so that no event can tell.
 */
final class OwnRules {

  static final List<String> ALL =
      List.of(
          "process where {event.type == \"start\"} and {process.name : (\"nc\", \"ncat\")}",
          "process where {process.name == \"bash\"} and {process.args : \"-i\"}"
              + " and {not process.parent.name in (\"sshd\", \"login\")}",
          "process where {process.executable : \"/tmp/*\"} and {process.args_count >= 3}",
          "process where {process.name in~ (\"PSEXEC.exe\", \"wmic.exe\")} or"
              + " {process.command_line like~ \"*-enc*\"}",
          "process where {process.parent.executable == null} and {process.pid > 100}",
          "process where {process.parent.executable != null} and {user.id == \"0\"}",
          "process where {process.name != \"cron\"} and {process.parent.name == \"cron\"}",
          "process where not ({process.name : \"apt*\"} or {user.name == \"root\"})",
          "process where ({process.name : \"python?\"} or {process.name : \"perl\"})"
              + " and ({process.args like \"*socket*\"} or {process.args like \"*exec(*\"})",
          "process where {process.args : \"+x\"} and {process.args : (\"/tmp/*\", \"/dev/shm/*\")}"
              + " and {process.name == \"chmod\"}",
          "process where {length(process.name) == 1} and {process.interactive == true}",
          "process where {length(process.command_line) > 40} and {process.name : \"*sh\"}",
          "process where {?process.Ext.trusted == false} and {process.name like \"Up*\"}",
          "process where {not ?process.Ext.status : \"trusted\"} and {process.pid != 4}",
          "process where {startsWith(process.executable, \"/home/\")} and"
              + " {endsWith~(process.executable, \".SO\")}",
          "process where {stringContains(process.command_line, \"passwd\")} and"
              + " {not startsWith~(process.command_line, \"GREP\")}",
          "process where {process.pid % 2 == 1} and {process.pid < 9}",
          "process where {process.pid - process.parent.pid == 1} and {process.pid >= 3}",
          "process where {substring(process.name, 0, 2) == \"kw\"} and {process.name != \"kw0\"}",
          "process where {indexOf(process.command_line, \"/\") == 3} or {process.pid == 1}",
          "file where {file.path : \"/etc/cron*\"} and {event.type != \"deletion\"}",
          "file where {file.extension in (\"php\", \"jsp\")} and {file.path like \"/var/www/*\"}"
              + " and {not process.name : (\"git\", \"rsync\")}",
          "file where {file.size > 1000000} and {file.size <= 5000000}",
          "file where {file.name : \".*\"} and {not file.name : \".git*\"}",
          "file where {file.name : (\"a*\", \"b*\")} and {=file.name : \"*\"}",
          "network where {destination.port == 4444} or {destination.port in (31337, 5555)}",
          "network where {cidrMatch(destination.ip, \"10.0.0.0/8\")} and"
              + " {not cidrMatch(source.ip, \"10.0.0.0/8\")}",
          "network where {destination.ip == \"169.254.169.254\"} and {process.name : \"curl\"}",
          "network where {not destination.ip in (\"1.1.1.1\", \"8.8.8.8\")} and"
              + " {destination.port == 53}",
          "network where {network.transport == \"udp\"} and {destination.port >= 1024} and"
              + " {destination.port < 2048} and {=destination.port > 1000}",
          "any where {event.kind == \"alert\"} and {event.outcome : \"fail*\"}",
          "any where {event.category : (\"iam\", \"web\")} and {user.name != null}",
          "registry where {registry.path : \"HKLM\\\\\\\\*\\\\\\\\Run\"} and"
              + " {registry.data.strings : \"*.ps1\"}",
          "authentication where {event.outcome == \"failure\"} and {user.name in (\"admin\", \"root\")}"
              + " and {source.ip != null}",
          "library where {dll.name : \"dbg*.dll\"} and {dll.code_signature.trusted != true}",
          "{file|any} where {file.name == \"x\"}",
          "sequence by {host.id|user.id, host.id} with {maxspan=5s|maxspan=1ms}"
              + " [process where {process.name : \"nc\"}] [network where {destination.port == 80}]",
          "sequence by {process.entity_id, user.id|process.entity_id} with maxspan=1s"
              + " [file where {file.path : \"/tmp/*\"}] [process where {process.executable : \"/tmp/*\"}]",
          "sequence with maxspan=1s [process where {process.name == \"sh\"}]"
              + " by {process.entity_id|process.parent.entity_id}"
              + " [process where {event.type == \"end\"}] by process.entity_id",
          "sequence by host.id with maxspan=1s [any where {file.size == 1}]"
              + " [any where {file.size == 2}] [any where {file.size == 3}]",
          "sequence by host.id with maxspan=2s"
              + " [authentication where {event.outcome == \"failure\"}] {with runs=3|with runs=2}"
              + " [authentication where {event.outcome == \"success\"}]",
          "sequence by host.id, {?user.id|user.id} with maxspan=1s"
              + " [file where {file.name : \"a*\"}] [file where {file.name : \"*z\"}]",
          "sequence by agent.id with maxspan=1s [{library|any} where {dll.name : \"x.dll\"}]"
              + " [network where {not cidrMatch(destination.ip, \"127.0.0.0/8\")}]",
          "sequence by container.id with {maxspan=10ms|maxspan=1ms} [process where {user.id == \"0\"}]"
              + " [process where {process.name in (\"mount\", \"nsenter\")}]",
          "sequence by host.name with maxspan=1s [process where {process.name == \"a\"} or"
              + " {process.name == \"b\"}] [process where {process.name != \"a\"}]",
          "sequence by winlog.computer_name with maxspan=1s"
              + " [process where {event.code == \"4624\"} and {winlog.logon.type == \"Network\"}]"
              + " [process where {event.code == \"7045\"}]",
          "sequence by process.entity_id with maxspan=1s [process where {process.pid > 5}]"
              + " {with runs=2|with runs=3}",
          "sequence by host.id with maxspan=1s [file where {file.name == \"x\"}]"
              + " [file where {length(file.name) >= 2}] [file where {file.size < 7}] with runs=2",
          "sequence by host.id with maxspan=1s [any where {event.action == \"exec\"}]"
              + " [any where {event.action == \"fork\"} and {=event.action != \"exec\"}]",
          "sequence by host.id with maxspan=1s [network where {source.ip == \"10.0.0.1\"}]"
              + " [network where {concat(user.name, \"@\", user.domain) == \"eve@lab\"}]");

  private OwnRules() {}
}
