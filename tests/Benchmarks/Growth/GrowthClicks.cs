using System.Globalization;
using System.Text;
using StreamReco.Benchmarks.Rows;
using StreamReco.Models.Items;
using StreamReco.Stages.Records;

namespace StreamReco.Benchmarks.Growth;

/// <summary>Clicks of a shop with so many users, made as they are asked for: as JSON of some 220 bytes, the same for the same seed.</summary>
/// <param name="users">The users; of them the one of rank r clicks at a rate of 1/r.</param>
/// <param name="seed">Of the random numbers.</param>
internal sealed class GrowthClicks(int users, int seed)
{
    private const int BatchRecords = 500;
    private const long StartMs = 1_736_121_600_000;
    private const long StepMs = 40;
    private const double PurchaseShare = 0.02;

    /// <summary>A prime above the most users, so that ranks lie spread over the ids.</summary>
    private const long Spread = 15_485_863;

    private readonly Random _random = new(seed);
    private long _offset;

    /// <summary>The items, in twenty categories.</summary>
    public static IReadOnlyList<CatalogItem> Catalog => RowsClicks.PeerCatalog;

    /// <summary>A click of each user in turn, from the first one to the last.</summary>
    public IEnumerable<RecordBatch> OfEach() => Batches(Enumerable.Range(0, users));

    /// <summary>Clicks of users by their rank.</summary>
    public IEnumerable<RecordBatch> ByRank(int clicks) =>
        Batches(Enumerable.Range(0, clicks).Select(_ => (int)((long)Math.Pow(users, _random.NextDouble()) * Spread % users)));

    private IEnumerable<RecordBatch> Batches(IEnumerable<int> clickers) =>
        clickers.Chunk(BatchRecords).Select(chunk => new RecordBatch([.. chunk.Select(Record)], _offset));

    private LogRecord Record(int user)
    {
        var timeMs = StartMs + (_offset * StepMs);
        var item = (long)Math.Pow(Catalog.Count, _random.NextDouble());
        var type = _random.NextDouble() < PurchaseShare ? "purchase" : "view_item";
        var value = string.Create(CultureInfo.InvariantCulture,
            $$$"""{"event_id":"fbc395e1-f39c-0d66-57c0-{{{_offset:x12}}}","event_type":"{{{type}}}","user_id":"u{{{user:D8}}}","session_id":"s{{{user:D8}}}-{{{timeMs / 3_600_000}}}","item_id":"i{{{item}}}","timestamp":{{{timeMs}}},"price":73.08,"context":{"page":"home","device":"mobile"}}""");
        return new LogRecord(_offset++, timeMs, Encoding.UTF8.GetBytes($"u{user:D8}"), Encoding.UTF8.GetBytes(value), null);
    }
}
