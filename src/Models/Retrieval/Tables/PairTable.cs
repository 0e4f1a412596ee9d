namespace StreamReco.Models.Retrieval.Tables;

/// <summary>
/// How often items follow each other: by item a the items b with the weights of "b next after a", "b after a" and "b
/// before a", the latter two by 1/distance. Immutable and shared.
/// </summary>
public sealed class PairTable
{
    private readonly int[] _starts;
    private readonly int[] _items;
    private readonly float[] _next;
    private readonly float[] _after;
    private readonly float[] _before;
    private readonly float[] _nextSums;
    private readonly float[] _afterSums;

    internal PairTable(PairSettings settings, PairRow[] rows)
    {
        Settings = settings;
        _starts = new int[rows.Length + 1];
        for (var row = 0; row < rows.Length; row++)
        {
            _starts[row + 1] = _starts[row] + rows[row].Items.Length;
        }

        _items = Joined(rows, static row => row.Items);
        _next = Joined(rows, static row => row.Next);
        _after = Joined(rows, static row => row.After);
        _before = Joined(rows, static row => row.Before);
        _nextSums = [.. rows.Select(row => row.NextSum)];
        _afterSums = [.. rows.Select(row => row.AfterSum)];
    }

    public PairSettings Settings { get; }

    /// <summary>N.</summary>
    public int Items => _starts.Length - 1;

    /// <summary>Counts the pairs of a log; any number of threads gives the same bits.</summary>
    /// <exception cref="ArgumentException">A setting makes no sense.</exception>
    public static PairTable Fit(
        SessionLog log, PairSettings settings, ParallelOptions parallel, IProgress<FitProgress>? progress = null)
    {
        settings.Validate();
        return new PairCounting(log, settings).Count(parallel, progress);
    }

    /// <summary>The items paired with <paramref name="row"/>, rising.</summary>
    public ReadOnlySpan<int> ItemsOf(int row) => _items.AsSpan(_starts[row].._starts[row + 1]);

    /// <summary>Weight of each of <see cref="ItemsOf"/> as the very next click.</summary>
    public ReadOnlySpan<float> NextOf(int row) => _next.AsSpan(_starts[row].._starts[row + 1]);

    /// <summary>Weight of each of <see cref="ItemsOf"/> as a later click, 1/distance each time.</summary>
    public ReadOnlySpan<float> AfterOf(int row) => _after.AsSpan(_starts[row].._starts[row + 1]);

    /// <summary>Weight of each of <see cref="ItemsOf"/> as an earlier click, 1/distance each time.</summary>
    public ReadOnlySpan<float> BeforeOf(int row) => _before.AsSpan(_starts[row].._starts[row + 1]);

    /// <summary>Summed <see cref="NextOf"/>, with the pairs that were not kept.</summary>
    public float NextSum(int row) => _nextSums[row];

    /// <summary>Summed <see cref="AfterOf"/>, with the pairs that were not kept.</summary>
    public float AfterSum(int row) => _afterSums[row];

    private static T[] Joined<T>(PairRow[] rows, Func<PairRow, T[]> part) => [.. rows.SelectMany(part)];
}
