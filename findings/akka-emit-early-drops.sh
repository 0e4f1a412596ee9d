#!/usr/bin/env bash
# Delay of Akka.Streams with EmitEarly loses elements once its buffer is full.
#
# Seen with Akka.Streams 1.5.74 on .NET 10:
# Forty elements are delayed by five seconds, with a buffer of sixteen. When the buffer is full, EmitEarly gives out the oldest element
# before its time. But the element that has just come is not taken: the next pull passes over it. 17, 20, 23 and every third one up to
# 38 never arrive, and the stream completes without an error. With Backpressure all forty arrive.
# Expected: the documentation says of EmitEarly that it 'sends next element downstream without waiting' when the buffer is full, and of
# other strategies that they drop elements. Akka for the JVM, the original, has corrected this.
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
project Akka.Streams=1.5.74

cat >Program.cs <<'CS'
using Akka.Actor;
using Akka.Streams;
using Akka.Streams.Dsl;

using var system = ActorSystem.Create("finding", "akka.loglevel = OFF, akka.stdout-loglevel = OFF");
using var materializer = system.Materializer();
foreach (var strategy in (DelayOverflowStrategy[])[DelayOverflowStrategy.Backpressure, DelayOverflowStrategy.EmitEarly])
{
    var arrived = await Source.From(Enumerable.Range(1, 40))
        .Delay(TimeSpan.FromSeconds(5), strategy)
        .AddAttributes(Attributes.CreateInputBuffer(16, 16))
        .RunWith(Sink.Seq<int>(), materializer)
        .WaitAsync(TimeSpan.FromSeconds(120));
    var missing = Enumerable.Range(1, 40).Except(arrived).ToList();
    Console.WriteLine(missing.Count == 0 ? $"{strategy}: all arrived" : $"{strategy}: elements are missing, first {missing[0]}");
}
CS

cat >expected <<'TEXT'
Backpressure: all arrived
EmitEarly: elements are missing, first 17
TEXT

compare
