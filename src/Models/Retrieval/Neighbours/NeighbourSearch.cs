using StreamReco.Models.Retrieval.Live;
using StreamReco.Models.Retrieval.Tables;

namespace StreamReco.Models.Retrieval.Neighbours;

/// <summary>
/// Finds the neighbours of a session: dense accumulators by session, selection in place of heaps, no allocation. For
/// one thread; the neighbours stand until the next search.
/// </summary>
internal sealed class NeighbourSearch
{
    private readonly SessionKnnIndex _index;
    private readonly KnnWeights _weights;
    private readonly LiveNeighbours? _live;
    private readonly Candidate[] _candidates;
    private readonly int[] _touched;
    private readonly int[] _recency;
    private readonly ulong[] _ranked;
    private readonly bool[] _seen;
    private int _count;
    private int _own;

    public NeighbourSearch(SessionKnnIndex index, KnnWeights weights, LiveClicks? live)
    {
        (_index, _weights, _live) = (index, weights, live?.Neighbours);
        var sessions = index.Sessions + (live?.SessionsMax ?? 0);
        _candidates = new Candidate[sessions];
        _touched = new int[sessions];
        _recency = new int[sessions];
        _ranked = new ulong[sessions];
        _seen = new bool[index.Items];
    }

    /// <summary>
    /// The neighbours of the session that ends with <paramref name="clicks"/>: at most k, in an order that depends on
    /// nothing but the index and the session.
    /// </summary>
    /// <param name="clicks">The session's clicks that count, oldest first.</param>
    /// <param name="own">The handle of the live session that is the same one, or -1.</param>
    public ReadOnlySpan<ulong> Find(ReadOnlySpan<int> clicks, int own)
    {
        (_count, _own) = (0, own);
        Accumulate(clicks);
        KeepMostRecent(_index.Settings.Candidates);
        for (var i = 0; i < _count; i++)
        {
            var session = _touched[i];
            var likeness = _candidates[session].Likeness * WeightOf(session);
            _ranked[i] = ((ulong)BitConverter.SingleToUInt32Bits(likeness) << 32) | (uint)session;
        }

        var ranked = _ranked.AsSpan(0, _count);
        if (_count > _index.Settings.Neighbours)
        {
            LargestFirst.Select(ranked, _index.Settings.Neighbours);
            ranked = ranked[.._index.Settings.Neighbours];
        }

        return ranked;
    }

    /// <summary>A neighbour's session.</summary>
    public static int SessionOf(ulong neighbour) => (int)(uint)neighbour;

    /// <summary>A neighbour's likeness.</summary>
    public static float LikenessOf(ulong neighbour) => BitConverter.UInt32BitsToSingle((uint)(neighbour >> 32));

    /// <summary>How many steps before the session's end the newest item stands that it has in common.</summary>
    public int MatchOf(int session) => _candidates[session].Step;

    /// <summary>Clears the accumulators; to be called once the neighbours are used.</summary>
    public void Clear()
    {
        foreach (var session in _touched.AsSpan(0, _count))
        {
            _candidates[session] = default;
        }
    }

    private void Accumulate(ReadOnlySpan<int> clicks)
    {
        var distinct = CountDistinct(clicks);
        for (var step = 0; step < clicks.Length; step++)
        {
            var row = clicks[^(step + 1)];
            if (_seen[row])
            {
                continue;
            }

            _seen[row] = true;
            var weight = _weights.Position(step, clicks.Length, distinct);
            if (weight > 0)
            {
                Add(_index.SessionsOf(row), step, weight);
                AddLive(row, step, weight);
            }
        }

        Unmark(clicks);
    }

    private void Add(ReadOnlySpan<int> sessions, int step, float weight)
    {
        foreach (var session in sessions)
        {
            Add(session, step, weight);
        }
    }

    private void AddLive(int row, int step, float weight)
    {
        if (_live is null)
        {
            return;
        }

        foreach (var posting in _live.PostingsOf(row))
        {
            var session = _live.HandleOf(posting);
            if (session != _own)
            {
                Add(session, step, weight);
            }
        }
    }

    private void Add(int session, int step, float weight)
    {
        ref var candidate = ref _candidates[session];
        if (candidate.Likeness == 0)
        {
            candidate.Step = step;
            _touched[_count++] = session;
        }

        candidate.Likeness += weight;
    }

    private float WeightOf(int session) =>
        session < _index.Sessions ? _index.Weights[session] : _live!.WeightOf(session);

    private int CountDistinct(ReadOnlySpan<int> clicks)
    {
        var distinct = 0;
        foreach (var row in clicks)
        {
            distinct += _seen[row] ? 0 : 1;
            _seen[row] = true;
        }

        Unmark(clicks);
        return distinct;
    }

    private void Unmark(ReadOnlySpan<int> clicks)
    {
        foreach (var row in clicks)
        {
            _seen[row] = false;
        }
    }

    private void KeepMostRecent(int max)
    {
        if (_count <= max)
        {
            return;
        }

        var recency = _recency.AsSpan(0, _count);
        _touched.AsSpan(0, _count).CopyTo(recency);
        LargestFirst.Select(recency, max);
        foreach (var session in recency[max..])
        {
            _candidates[session] = default;
        }

        recency[..max].CopyTo(_touched);
        _count = max;
    }

    private struct Candidate
    {
        public float Likeness;
        public int Step;
    }
}
