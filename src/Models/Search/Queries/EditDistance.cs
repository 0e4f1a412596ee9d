namespace StreamReco.Models.Search.Queries;

/// <summary>
/// The distance of a typed word to terms in their sorted order: insertions, deletions, replacements and swaps of
/// neighbours count 1 each (optimal string alignment). Rows of the table that two neighbouring terms share are worked out
/// once, and a beginning that is too far already is passed over with all terms behind it: the same visits as a Levenshtein
/// automaton makes. For one thread.
/// </summary>
internal sealed class EditDistance
{
    private const int LettersMax = 32;

    private readonly byte[] _rows = new byte[(LettersMax + 3) * (LettersMax + 1)];
    private readonly char[] _typed = new char[LettersMax];
    private readonly char[] _term = new char[LettersMax + 2];
    private int _length;
    private int _limit;

    /// <summary>Edits that are forgiven in a word of so many letters: 0, 1 from 4 on, 2 from 8 on.</summary>
    public static int LimitOf(int letters) => letters <= 3 ? 0 : letters <= 7 ? 1 : 2;

    /// <summary>Takes a typed word.</summary>
    /// <returns>False for a word that is too long to have been mistyped.</returns>
    public bool Begin(ReadOnlySpan<char> typed, int limit)
    {
        if (typed.Length > LettersMax)
        {
            return false;
        }

        typed.CopyTo(_typed);
        (_length, _limit) = (typed.Length, limit);
        for (var i = 0; i <= _length; i++)
        {
            _rows[i] = (byte)i;
        }

        return true;
    }

    /// <summary>Works out the rows of a term from <paramref name="from"/> on; those before are of the term before.</summary>
    /// <param name="term">The term.</param>
    /// <param name="from">Letters that it shares with the term before.</param>
    /// <param name="dead">Letters after which no term can be near enough; its length and more where it goes on.</param>
    /// <returns>The distance; above the limit for any that is too far.</returns>
    public int Of(ReadOnlySpan<char> term, int from, out int dead)
    {
        dead = int.MaxValue;
        for (var depth = from; depth < term.Length; depth++)
        {
            if (depth >= _length + _limit)
            {
                dead = depth;
                return _limit + 1;
            }

            _term[depth] = term[depth];
            if (FillRow(depth + 1) > _limit)
            {
                dead = depth + 1;
                return _limit + 1;
            }
        }

        return _rows[(term.Length * (LettersMax + 1)) + _length];
    }

    private int FillRow(int depth)
    {
        var row = _rows.AsSpan(depth * (LettersMax + 1), LettersMax + 1);
        var before = _rows.AsSpan((depth - 1) * (LettersMax + 1), LettersMax + 1);
        row[0] = (byte)depth;
        var least = depth;
        for (var i = 1; i <= _length; i++)
        {
            var cost = before[i - 1] + (_typed[i - 1] == _term[depth - 1] ? 0 : 1);
            cost = Math.Min(cost, Math.Min(before[i], row[i - 1]) + 1);
            if (depth > 1 && i > 1 && _typed[i - 1] == _term[depth - 2] && _typed[i - 2] == _term[depth - 1])
            {
                cost = Math.Min(cost, _rows[((depth - 2) * (LettersMax + 1)) + i - 2] + 1);
            }

            row[i] = (byte)cost;
            least = Math.Min(least, cost);
        }

        // A swap reaches two rows back: the row before may still be near enough.
        return depth > 1 ? Math.Min(least, LeastOf(before) + 1) : least;
    }

    private int LeastOf(ReadOnlySpan<byte> row)
    {
        var least = int.MaxValue;
        foreach (var cost in row[..(_length + 1)])
        {
            least = Math.Min(least, cost);
        }

        return least;
    }
}
