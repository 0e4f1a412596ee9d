namespace StreamReco.Models.Search.Indexing;

/// <summary>Terms in ordinal order, in one array of characters. Immutable.</summary>
/// <param name="chars">All terms, one behind the other.</param>
/// <param name="starts">Where each begins, and the end of the last.</param>
public sealed class TermList(char[] chars, int[] starts)
{
    private readonly char[] _chars = chars;
    private readonly int[] _starts = starts;

    /// <summary>Number of terms.</summary>
    public int Count => _starts.Length - 1;

    /// <summary>A term by its place.</summary>
    public ReadOnlySpan<char> this[int term] => _chars.AsSpan(_starts[term], _starts[term + 1] - _starts[term]);

    /// <summary>The place of a term; where it is missing, the complement of the place where it would stand.</summary>
    public int Find(ReadOnlySpan<char> term)
    {
        var (low, high) = (0, Count - 1);
        while (low <= high)
        {
            var middle = (low + high) >>> 1;
            var order = this[middle].SequenceCompareTo(term);
            if (order == 0)
            {
                return middle;
            }

            (low, high) = order < 0 ? (middle + 1, high) : (low, middle - 1);
        }

        return ~low;
    }

    /// <summary>The list of terms that are in order already.</summary>
    internal static TermList Of(IReadOnlyList<string> sorted)
    {
        var starts = new int[sorted.Count + 1];
        for (var i = 0; i < sorted.Count; i++)
        {
            starts[i + 1] = starts[i] + sorted[i].Length;
        }

        var chars = new char[starts[^1]];
        for (var i = 0; i < sorted.Count; i++)
        {
            sorted[i].CopyTo(0, chars, starts[i], sorted[i].Length);
        }

        return new TermList(chars, starts);
    }
}
