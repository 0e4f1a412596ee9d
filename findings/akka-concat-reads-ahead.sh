#!/usr/bin/env bash
# Concat of Akka.Streams takes an element of the second source long before the first one ends.
#
# Seen with Akka.Streams 1.5.74 on .NET 10:
# a1 a2 a3 concatenated with b1 b2 b3: b1 is made right after a1 has gone out. Whoever puts a live source after a replay
# has the live one opened, and its first element taken, while the replay still runs: the element is as old as the replay
# is long. Prepend and OrElse leave the second source alone meanwhile.
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
project Akka.Streams=1.5.74 Google.Protobuf=3.36.2

cat >Program.cs <<'CS'
using Akka;
using Akka.Actor;
using Akka.Streams;
using Akka.Streams.Dsl;

using var system = ActorSystem.Create("finding", "akka.loglevel=ERROR");
var materializer = system.Materializer();
foreach (var name in (string[])["Concat", "Prepend", "OrElse"])
{
    var log = new List<string>();
    var (first, second) = (Noted("a", log), Noted("b", log));
    var both = name switch
    {
        "Concat" => first.Concat(second),
        "Prepend" => second.Prepend(first),
        _ => first.OrElse(second),
    };
    await both.RunForeach(element => log.Add($"out:{element}"), materializer);
    Console.WriteLine($"{name}: {string.Join(' ', log)}");
}

static Source<string, NotUsed> Noted(string name, List<string> log) => Source.From(Enumerable.Range(1, 3)).Select(number =>
{
    log.Add($"{name}{number}");
    return $"{name}{number}";
});
CS

cat >expected <<'TEXT'
Concat: a1 out:a1 b1 a2 out:a2 a3 out:a3 b2 out:b1 b3 out:b2 out:b3
Prepend: a1 out:a1 a2 out:a2 a3 out:a3 b1 out:b1 b2 out:b2 b3 out:b3
OrElse: a1 out:a1 a2 out:a2 a3 out:a3
TEXT

compare
