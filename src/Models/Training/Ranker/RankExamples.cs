using System.Numerics.Tensors;
using StreamReco.Models.Ranking;

namespace StreamReco.Models.Training.Ranker;

/// <summary>
/// What the ranker learns from: queries with their candidates' features and the place of the right answer. Features are
/// held as 16-bit floats, half the memory at three digits. Queries are added from one thread.
/// </summary>
/// <param name="features">F.</param>
public sealed class RankExamples(int features)
{
    private readonly List<Half[]> _features = [];
    private readonly List<(int LengthClass, int Target)> _labels = [];

    /// <summary>F.</summary>
    public int Features { get; } = features;

    /// <summary>Queries whose answer is among their candidates.</summary>
    public int Count => _features.Count;

    /// <summary>Queries that were offered, also those whose answer no source found.</summary>
    public int Asked { get; private set; }

    /// <summary>Share of the queries whose answer is among their candidates: no ranker can be better.</summary>
    public double Coverage => Asked == 0 ? 0 : (double)Count / Asked;

    /// <summary>Adds a query; one whose answer is no candidate is counted and left out, since nothing can be learned
    /// from it.</summary>
    /// <param name="request">Candidates and features.</param>
    /// <param name="targetRow">The item that came next; -1 for one outside the vocabulary.</param>
    public void Add(RankRequest request, int targetRow)
    {
        Asked++;
        var target = request.Rows.AsSpan(0, request.Count).IndexOf(targetRow);
        if (target < 0)
        {
            return;
        }

        var packed = new Half[request.Count * Features];
        TensorPrimitives.ConvertToHalf(request.Features.AsSpan(0, packed.Length), packed);
        _features.Add(packed);
        _labels.Add((request.LengthClass, target));
    }

    /// <summary>Takes over the queries of <paramref name="other"/>, behind those that are here.</summary>
    public void AddAll(RankExamples other)
    {
        _features.AddRange(other._features);
        _labels.AddRange(other._labels);
        Asked += other.Asked;
    }

    /// <summary>Candidates of a query.</summary>
    internal int CandidatesOf(int query) => _features[query].Length / Features;

    /// <summary>Class of the session's length, and the place of the right answer among the candidates.</summary>
    internal (int LengthClass, int Target) LabelOf(int query) => _labels[query];

    /// <summary>Writes a query's features by rows.</summary>
    /// <returns>The features that were written: candidates × F.</returns>
    internal Span<float> Unpack(int query, float[] target)
    {
        var span = target.AsSpan(0, _features[query].Length);
        TensorPrimitives.ConvertToSingle(_features[query], span);
        return span;
    }
}
