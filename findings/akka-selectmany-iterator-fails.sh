#!/usr/bin/env bash
# SelectMany of Akka.Streams ends the stream over one bad element, whatever the supervision strategy says, if its function is an iterator.
#
# Seen with Akka.Streams 1.5.74 on .NET 10:
# Four lines are split into numbers, and the second has a word among them. With the strategy Resume a function that returns a list loses
# that line alone. The same function with 'yield return' ends the stream with an error, under Resume and under Restart. An iterator of C#
# runs none of its body when it is called; it throws when the stage goes through it, and there the strategy is not asked.
# Expected: the strategy holds for what the function throws, in the call or in its sequence, as in mapConcat of Akka for the JVM, the
# original. The documentation of StatefulSelectMany, the variant with a state, says that it adheres to the strategy.
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
project Akka.Streams=1.5.74

cat >Program.cs <<'CS'
using Akka.Actor;
using Akka.Streams;
using Akka.Streams.Dsl;
using Akka.Streams.Supervision;
using Directive = Akka.Streams.Supervision.Directive;

using var system = ActorSystem.Create("finding", "akka.loglevel = OFF, akka.stdout-loglevel = OFF");
using var materializer = system.Materializer();
foreach (var strategy in (Directive[])[Directive.Resume, Directive.Restart])
{
    await Show(strategy, "list", line => Numbers(line).ToList());
    await Show(strategy, "iterator", Numbers);
}

async Task Show(Directive strategy, string returns, Func<string, IEnumerable<int>> split)
{
    var arrived = new List<int>();
    var done = Source.From((string[])["1 2", "3 four 5", "6", "7 8"])
        .SelectMany(split)
        .WithAttributes(ActorAttributes.CreateSupervisionStrategy(_ => strategy))
        .RunForeach(arrived.Add, materializer);
    await Task.WhenAny(done).WaitAsync(TimeSpan.FromSeconds(30));
    Console.WriteLine($"{strategy}, {returns}: {string.Join(' ', arrived)}, {(done.IsFaulted ? "failed" : "completed")}");
}

static IEnumerable<int> Numbers(string line)
{
    foreach (var word in line.Split(' '))
    {
        yield return int.Parse(word);
    }
}
CS

cat >expected <<'TEXT'
Resume, list: 1 2 6 7 8, completed
Resume, iterator: 1 2 3, failed
Restart, list: 1 2 6 7 8, completed
Restart, iterator: 1 2 3, failed
TEXT

compare
