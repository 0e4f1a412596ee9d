using StreamReco.Models.Content;
using StreamReco.Models.Evaluation;

namespace StreamReco.Models.Training.Content;

/// <summary>
/// What the gate learns from: some items are taken for new, their clicks withheld, and offered to the queries of the later
/// part as new items are in serving; those picked are examples, a hit where one was the next item. Content knows nothing
/// of clicks, so to withhold them is to leave the items out of everything else.
/// </summary>
internal sealed class GateExamples
{
    /// <summary>Rounds, each with other items for new.</summary>
    private const int Rounds = 5;

    /// <summary>Share of the items that are new in a round, and how many at most: as many as serving looks at.</summary>
    private const double NewShare = 0.1;

    private const int NewMax = 2_000;
    private const int QueriesMax = 8_000;

    /// <summary>Picks of a query that are examples: as many as an answer may hold.</summary>
    private const int PicksMax = 3;

    private readonly List<float[]> _features = [];
    private readonly List<bool> _hits = [];
    private readonly List<int> _queries = [];

    public IReadOnlyList<float[]> Features => _features;

    public IReadOnlyList<bool> Hits => _hits;

    /// <summary>Hits that as many picks drawn by lot from the new items would have had.</summary>
    public double HitsByLot { get; private set; }

    /// <summary>Gathers examples; the same for the same data and seed.</summary>
    public static GateExamples Collect(
        ContentSpace content, IReadOnlyList<string> itemIds, QuerySet later, int seed, ParallelOptions parallel)
    {
        var examples = new GateExamples();
        int[] rows = [.. Enumerable.Range(0, itemIds.Count).Where(row => content.VectorOf(row).ContainsAnyExcept(0f))];
        new Random(seed).Shuffle(rows);
        var count = Math.Min(NewMax, (int)Math.Ceiling(rows.Length * NewShare));
        var queries = later.Spread(QueriesMax);
        for (var round = 0; round < Rounds && (round + 1) * count <= rows.Length; round++)
        {
            var picked = new List<(float[] Features, bool Hit, bool MayHit, int Query)>[QueryBlocks.Of(queries.Count)];
            var fresh = rows[(round * count)..((round + 1) * count)]
                .Select(row => (ItemId: itemIds[row], content.Vectors.Slice(row * content.Dimensions, content.Dimensions))).ToArray();
            var isNew = fresh.Select(item => item.ItemId).ToHashSet(StringComparer.Ordinal);
            QueryBlocks.ForEach(
                queries.Count,
                parallel,
                () => new ColdStartOffline(content, fresh),
                (offline, block, first, end) => picked[block] = Of(offline, content, queries, first, end, itemIds, isNew));
            foreach (var (features, hit, mayHit, query) in picked.SelectMany(block => block))
            {
                examples._features.Add(features);
                examples._hits.Add(hit);
                examples._queries.Add(query);
                examples.HitsByLot += mayHit ? 1.0 / count : 0;
            }
        }

        return examples;
    }

    /// <summary>The examples of every other query, beginning with the first or the second.</summary>
    public (IReadOnlyList<float[]> Features, IReadOnlyList<bool> Hits) Half(int first) => (
        [.. _features.Where((_, i) => _queries[i] % 2 == first)], [.. _hits.Where((_, i) => _queries[i] % 2 == first)]);

    private static List<(float[] Features, bool Hit, bool MayHit, int Query)> Of(
        ColdStartOffline offline,
        ContentSpace content,
        QuerySet queries,
        int first,
        int end,
        IReadOnlyList<string> itemIds,
        HashSet<string> isNew)
    {
        var examples = new List<(float[] Features, bool Hit, bool MayHit, int Query)>();
        for (var query = first; query < end; query++)
        {
            var target = queries.TargetOf(query);
            var history = queries[query].Rows;
            var seen = new HashSet<string>(StringComparer.Ordinal);
            offline.Clear();
            for (var i = history.Length - 1; i >= 0; i--)
            {
                offline.Add(content.VectorOf(history[i]));
                seen.Add(itemIds[history[i]]);
            }

            foreach (var pick in offline.Find(seen.Contains).Take(PicksMax))
            {
                var features = new float[ColdStartSimilarity.Count];
                pick.Likeness.Write(features);
                var next = target < 0 ? null : itemIds[target];
                examples.Add((features, pick.ItemId == next, next is not null && isNew.Contains(next), query));
            }
        }

        return examples;
    }
}
