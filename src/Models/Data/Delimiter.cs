namespace StreamReco.Models.Data;

/// <summary>What stands between the columns of a file.</summary>
/// <param name="Between">The character; runs of blanks and <c>::</c> are read as if they were tabs.</param>
/// <param name="Kind">Whether it stands as it is.</param>
internal readonly record struct Delimiter(char Between, Delimiter.Form Kind)
{
    private const string Pair = "::";

    /// <summary>How a delimiter is written.</summary>
    public enum Form
    {
        /// <summary>One character.</summary>
        Character,

        /// <summary>Any run of blanks and tabs.</summary>
        Blanks,

        /// <summary>Two colons (MovieLens' ratings.dat).</summary>
        Colons,
    }

    /// <summary>In a file with tabs a quote is text where the tabs alone give the columns of the header.</summary>
    public bool QuotesAreText => Between == '\t' && Kind == Form.Character;

    /// <summary>
    /// The delimiter that a first line most likely uses: the most frequent of tab, semicolon, comma, bar outside quotes; else
    /// two colons, else blanks.
    /// </summary>
    public static Delimiter Detect(ReadOnlySpan<char> line)
    {
        var (best, most) = ('\0', 0);
        foreach (var candidate in "\t;,|")
        {
            var count = CountOutsideQuotes(line, candidate);
            (best, most) = count > most ? (candidate, count) : (best, most);
        }

        return best != '\0' ? new Delimiter(best, Form.Character)
            : line.Count(Pair) >= 2 ? new Delimiter('\t', Form.Colons)
            : new Delimiter('\t', Form.Blanks);
    }

    /// <summary>Writes a line with <see cref="Between"/> between its columns; returns its length, at most the line's.</summary>
    public int Normalize(ReadOnlySpan<char> line, Span<char> into) => Kind switch
    {
        Form.Blanks => Blanks(line, into),
        Form.Colons => Colons(line, into),
        _ => Same(line, into),
    };

    private static int CountOutsideQuotes(ReadOnlySpan<char> line, char candidate)
    {
        if (!line.Contains('"'))
        {
            return line.Count(candidate);
        }

        var (count, quoted) = (0, false);
        foreach (var c in line)
        {
            quoted ^= c == '"';
            count += c == candidate && !quoted ? 1 : 0;
        }

        return count;
    }

    private static int Same(ReadOnlySpan<char> line, Span<char> into)
    {
        line.CopyTo(into);
        return line.Length;
    }

    private static int Blanks(ReadOnlySpan<char> line, Span<char> into)
    {
        var length = 0;
        var rest = line.Trim(" \t");
        while (!rest.IsEmpty)
        {
            var end = rest.IndexOfAny(' ', '\t');
            var field = end < 0 ? rest : rest[..end];
            field.CopyTo(into[length..]);
            length += field.Length;
            rest = rest[field.Length..].TrimStart(" \t");
            if (!rest.IsEmpty)
            {
                into[length++] = '\t';
            }
        }

        return length;
    }

    private static int Colons(ReadOnlySpan<char> line, Span<char> into)
    {
        var length = 0;
        for (var i = 0; i < line.Length; i++)
        {
            var pair = line[i] == ':' && i + 1 < line.Length && line[i + 1] == ':';
            into[length++] = pair ? '\t' : line[i];
            i += pair ? 1 : 0;
        }

        return length;
    }
}
