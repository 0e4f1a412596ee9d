using StreamReco.Models.Content;
using StreamReco.Models.Ranking;
using StreamReco.Models.Scoring;

namespace StreamReco.Models.Evaluation;

/// <summary>
/// Judges a stack by how often the next item was clicked in training, new items among the candidates: those take the places
/// that the gate gives them in a list of twenty, by the code that serves.
/// </summary>
/// <param name="stack">The stack.</param>
/// <param name="graphs">Its graphs.</param>
/// <param name="split">The predictions, and the items that are new.</param>
/// <param name="parallel">Threads, and the token that stops it.</param>
public sealed class ColdEvaluator(TwoStageModel stack, TwoStageGraphs graphs, ColdSplit split, ParallelOptions parallel)
{
    /// <summary>Places of a list, as in every evaluation.</summary>
    private const int Room = RankingMetrics.CutoffMax;

    private readonly float[] _nothing = new float[stack.Parts.Content?.Dimensions ?? 0];
    private readonly Dictionary<string, int> _rowOf =
        stack.ItemIds.Select((id, row) => KeyValuePair.Create(id, row)).ToDictionary(StringComparer.Ordinal);

    /// <summary>The rank of each prediction's target, from 1; 0 for a miss.</summary>
    public int[] Ranks()
    {
        var queries = QuerySet.Of(split.Set.Examples, split.Set.ExcludeHistory, stack.ItemIds);
        var ranks = TwoStageJudge.Ranks(() => new GraphAnswers(stack, graphs), queries, parallel);
        if (stack.Parts.Content is not { Gate.IsOpen: true } content)
        {
            return ranks;
        }

        var fresh = split.New.Select(item => (item.ItemId, (ReadOnlyMemory<float>)content.Encode(item))).ToArray();
        var vectors = fresh.ToDictionary(item => item.ItemId, item => item.Item2, StringComparer.Ordinal);
        QueryBlocks.ForEach(
            ranks.Length,
            parallel,
            () => new ColdStartOffline(content, fresh),
            (offline, _, first, end) =>
            {
                for (var i = first; i < end; i++)
                {
                    ranks[i] = RankAmongNew(offline, content, vectors, split.Set.Examples[i], ranks[i]);
                }
            });
        return ranks;
    }

    /// <summary>The rank of a target once the new items have their places.</summary>
    private int RankAmongNew(
        ColdStartOffline offline,
        ContentSpace content,
        Dictionary<string, ReadOnlyMemory<float>> vectors,
        EvaluationExample example,
        int rank)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        offline.Clear();
        for (var i = example.Prefix.Count - 1; i >= 0; i--)
        {
            var id = example.Prefix[i].ItemId;
            seen.Add(id);
            offline.Add(_rowOf.TryGetValue(id, out var row) ? content.VectorOf(row)
                : vectors.TryGetValue(id, out var vector) ? vector.Span
                : _nothing);
        }

        foreach (var (place, pick) in ColdStartPlaces.Of(content.Gate, offline.Find(id => split.Set.ExcludeHistory && seen.Contains(id)), Room))
        {
            if (pick.ItemId == example.Target)
            {
                return place;
            }

            rank += rank >= place ? 1 : 0;
        }

        return rank;
    }
}
