using System.CommandLine;
using StreamReco.Models.Data;
using StreamReco.Models.Items;
using StreamReco.StreamHost.Terminal;

namespace StreamReco.StreamHost.Cli.Common;

/// <summary>What is said of the items besides the click files: <c>--items</c> and <c>--item-vectors</c>.</summary>
internal sealed class ContentOptionSet
{
    private readonly Option<string> _items = new InputFileOption("--items")
    {
        Description =
            "What is said of the items, one JSON object a line as in the catalog topic (item_id, name, category, brand, "
            + "price, attributes, vector); it goes before what the click files say.",
        HelpName = "FILE",
    };

    private readonly Option<string> _vectors = new InputFileOption("--item-vectors")
    {
        Description =
            "Vectors of text or image computed elsewhere: {\"item_id\", \"vector\"} a line, or NAME.npy with NAME.ids.txt "
            + $"beside it; at most {VectorJson.LengthMax} values, all of one length. Bad ones are passed over and counted.",
        HelpName = "FILE",
    };

    /// <summary><c>--items</c>.</summary>
    public Option Items => _items;

    /// <summary>The file of <c>--items</c>; null where it was not given.</summary>
    public string? ItemsOf(ParseResult parse) => parse.GetValue(_items);

    /// <summary>The files by the option's name; null for what was not given.</summary>
    public IReadOnlyList<(string Option, string? File)> Files(CommandContext context) =>
        [("items", context.Value(_items)), ("item-vectors", context.Value(_vectors))];

    public void AddTo(Command command)
    {
        command.Add(_items);
        command.Add(_vectors);
    }

    /// <summary>The data with what the files say of the items.</summary>
    /// <exception cref="DataFileException">A file cannot be read; the message names it.</exception>
    public ClickDataset AddTo(ClickDataset data, CommandContext context, CancellationToken cancel)
    {
        var catalog = data.Catalog.ToDictionary(item => item.ItemId, StringComparer.Ordinal);
        if (context.Value(_items) is { } items)
        {
            var (read, skipped) = CatalogFile.Read(items, cancel);
            foreach (var item in read)
            {
                catalog[item.ItemId] = item;
            }

            Report(context.Screen, "items", read.Count, "items", items, skipped);
        }

        if (context.Value(_vectors) is { } file)
        {
            var (vectors, skipped) = ItemVectorsFile.Read(file, cancel);
            foreach (var (id, vector) in vectors)
            {
                var known = catalog.GetValueOrDefault(id) ?? new CatalogItem(id, id, null, null, double.NaN, Available: true);
                catalog[id] = known with { Vector = vector };
            }

            Report(context.Screen, "vectors", vectors.Count, $"vectors of {vectors.Values.First().Length}", file, skipped);
        }

        return data with { Catalog = [.. catalog.Values] };
    }

    private static void Report(
        Screen screen, string head, int count, string what, string file, IReadOnlyDictionary<string, long> skipped)
    {
        screen.Output.WriteLine($"{head,-7} {count:N0} {what} from {Path.GetFileName(file)}");
        foreach (var (reason, lines) in skipped)
        {
            screen.Output.WriteLine($"skipped {lines:N0} of {Path.GetFileName(file)}: {reason}");
        }
    }
}
