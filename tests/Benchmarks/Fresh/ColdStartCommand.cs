using System.CommandLine;

namespace StreamReco.Benchmarks.Fresh;

/// <summary>Command <c>fresh</c>.</summary>
internal sealed class ColdStartCommand : Command
{
    private const string Says = """
        Times how long a new item needs from its catalog record to an answer that holds it, through a broker and a
        running node. A model of 60 items learns its own gate; then one new item after another is put into the catalog
        topic, and a user of the same group clicks every few milliseconds until an answer names the item.

        What is timed: from the moment before the catalog record is written to the moment at which a read-committed
        reader sees the first answer with the item. The way of a click alone, from write to answer, is printed beside it.
        """;

    private readonly Option<string?> _bootstrap = new("--bootstrap") { Description = "A real broker, host:port; without it the embedded one." };
    private readonly Option<int> _items = new("--items") { Description = "New items, one after the other.", DefaultValueFactory = _ => 100 };
    private readonly Option<int> _everyMs = new("--every-ms") { Description = "Time between two clicks of the user.", DefaultValueFactory = _ => 10 };

    public ColdStartCommand()
        : base("fresh", Says)
    {
        Add(_bootstrap);
        Add(_items);
        Add(_everyMs);
        SetAction((parse, cancel) => new ColdStartBenchmark(
            parse.GetValue(_bootstrap), parse.GetValue(_items), parse.GetValue(_everyMs)).RunAsync(cancel));
    }
}
