namespace StreamReco.Models.Data;

/// <summary>
/// Splits a line into fields, by RFC 4180 for a given separator; the separator <c>' '</c> stands for any run of
/// blanks. A quoted field must end on its own line.
/// </summary>
internal sealed class FieldSplitter(char separator)
{
    private (int Start, int End, bool Escaped)[] _fields = new (int, int, bool)[16];

    public int Count { get; private set; }

    /// <summary>The separator that a header most likely uses: the most frequent of tab, semicolon, comma, bar; else blanks.</summary>
    public static char Detect(ReadOnlySpan<char> header)
    {
        var (best, most) = (' ', 0);
        foreach (var candidate in "\t;,|")
        {
            var count = header.Count(candidate);
            (best, most) = count > most ? (candidate, count) : (best, most);
        }

        return best;
    }

    /// <summary>False when a quote is not closed.</summary>
    public bool Split(ReadOnlySpan<char> line)
    {
        Count = 0;
        return separator == ' ' ? SplitBlanks(line) : SplitSeparated(line);
    }

    /// <summary>Field <paramref name="index"/> of the line last split, without its quotes and outer blanks.</summary>
    public ReadOnlySpan<char> Field(ReadOnlySpan<char> line, int index)
    {
        var (start, end, escaped) = _fields[index];
        var field = line[start..end];
        return escaped ? field.ToString().Replace("\"\"", "\"", StringComparison.Ordinal) : field.Trim();
    }

    private bool SplitBlanks(ReadOnlySpan<char> line)
    {
        var at = 0;
        while (true)
        {
            var start = line[at..].IndexOfAnyExcept(' ', '\t');
            if (start < 0)
            {
                return true;
            }

            start += at;
            var length = line[start..].IndexOfAny(' ', '\t');
            at = length < 0 ? line.Length : start + length;
            Add(start, at, escaped: false);
        }
    }

    private bool SplitSeparated(ReadOnlySpan<char> line)
    {
        var at = 0;
        while (true)
        {
            if (at < line.Length && line[at] == '"')
            {
                at = AddQuoted(line, at + 1);
            }
            else
            {
                var length = line[at..].IndexOf(separator);
                var end = length < 0 ? line.Length : at + length;
                Add(at, end, escaped: false);
                at = end;
            }

            if (at < 0 || at >= line.Length)
            {
                return at >= 0;
            }

            at++;
        }
    }

    /// <summary>Where the separator after the quoted field stands, or -1 when the quote is not closed.</summary>
    private int AddQuoted(ReadOnlySpan<char> line, int start)
    {
        var (end, escaped) = (start, false);
        while (true)
        {
            var length = line[end..].IndexOf('"');
            if (length < 0)
            {
                return -1;
            }

            end += length;
            if (end + 1 >= line.Length || line[end + 1] != '"')
            {
                break;
            }

            escaped = true;
            end += 2;
        }

        Add(start, end, escaped);
        var rest = line[end..].IndexOf(separator);
        return rest < 0 ? line.Length : end + rest;
    }

    private void Add(int start, int end, bool escaped)
    {
        if (Count == _fields.Length)
        {
            Array.Resize(ref _fields, Count * 2);
        }

        _fields[Count++] = (start, end, escaped);
    }
}
