using StreamReco.Models.Retrieval.Tables;

namespace StreamReco.Models.Retrieval.Live;

/// <summary>
/// The live part of the kNN index: by item the kept sessions that hold it, rising, whatever the order of the clicks.
/// </summary>
internal sealed class LiveNeighbours
{
    private readonly SessionKnnIndex _index;
    private readonly LiveRing _ring;
    private readonly uint[]?[] _postings;
    private readonly int[] _counts;
    private readonly int[] _scratch = new int[2 * SessionKnnIndex.SessionClicksMax];

    public LiveNeighbours(SessionKnnIndex index, LiveRing ring)
    {
        _index = index;
        _ring = ring;
        _postings = new uint[]?[index.Items];
        _counts = new int[index.Items];
        LogFrequencies = (float[])index.LogFrequencies.Clone();
    }

    /// <summary>By item the logarithm of the sessions that hold it, past and live.</summary>
    public float[] LogFrequencies { get; }

    /// <summary>Sessions past and live.</summary>
    public int Sessions => _index.Sessions + _ring.Count;

    /// <summary>The session numbers of an item's postings, rising; the low 32 bits.</summary>
    public ReadOnlySpan<uint> PostingsOf(int row) => _postings[row].AsSpan(0, _counts[row]);

    /// <summary>The handle of a session: S for the oldest one kept, rising.</summary>
    public int HandleOf(uint posting) => _index.Sessions + (int)(posting - (uint)_ring.Oldest);

    /// <summary>What a session's likeness is multiplied with.</summary>
    public float WeightOf(int handle) => SessionOf(handle).Weight;

    /// <summary>The clicks of a session that count, oldest first; until the next call.</summary>
    public ReadOnlySpan<int> RowsOf(int handle)
    {
        var rows = SessionOf(handle).Rows;
        return _index.Settings.DistinctItems
            ? _scratch.AsSpan(0, SessionKnnIndex.Keep(rows, distinct: true, _scratch))
            : rows;
    }

    /// <summary>The number of the newest session with an item, or -1.</summary>
    public long NewestOf(int row) => _counts[row] == 0 ? -1 : NumberOf(_postings[row]![_counts[row] - 1]);

    /// <summary>The number of the oldest session kept with an item, or -1.</summary>
    public long OldestOf(int row) => _counts[row] == 0 ? -1 : NumberOf(_postings[row]![0]);

    /// <summary>Takes in click <paramref name="place"/> of a session.</summary>
    public void Add(LiveSession session, int place)
    {
        var row = session.Rows[place];
        var length = _index.Settings.DistinctItems ? session.Distinct : session.Count;
        session.Weight = _index.Ages.LengthFactor(length)
            * _index.Ages.AgeFactor(_index.Sessions + session.Number, session.TimesMs[place]);
        if (!session.Rows[..place].Contains(row))
        {
            Insert(row, (uint)session.Number);
        }
    }

    /// <summary>Takes a session out again.</summary>
    public void Remove(LiveSession session)
    {
        var rows = session.Rows;
        for (var place = 0; place < rows.Length; place++)
        {
            if (!rows[..place].Contains(rows[place]))
            {
                Delete(rows[place], (uint)session.Number);
            }
        }
    }

    private LiveSession SessionOf(int handle) => _ring[_ring.Oldest + (handle - _index.Sessions)];

    private long NumberOf(uint posting) => _ring.Oldest + (posting - (uint)_ring.Oldest);

    private void Insert(int row, uint number)
    {
        ref var list = ref _postings[row];
        ref var count = ref _counts[row];
        list ??= new uint[2];
        if (count == list.Length)
        {
            Array.Resize(ref list, count * 2);
        }

        var at = count;
        while (at > 0 && (int)(list[at - 1] - number) > 0)
        {
            list[at] = list[at - 1];
            at--;
        }

        list[at] = number;
        count++;
        LogFrequencies[row] = _index.LogFrequency(row, count);
    }

    private void Delete(int row, uint number)
    {
        var list = _postings[row].AsSpan(0, _counts[row]);
        var at = list.IndexOf(number);
        list[(at + 1)..].CopyTo(list[at..]);
        _counts[row]--;
        LogFrequencies[row] = _index.LogFrequency(row, _counts[row]);
    }
}
