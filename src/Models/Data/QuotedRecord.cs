using System.Text;

namespace StreamReco.Models.Data;

/// <summary>
/// Rewrites a record that has quotes into strict RFC 4180. Real files have quotes that are text (<c>5" pipe</c>,
/// <c>"Heroes" LP</c>); a strict parser takes such a quote for the beginning of a quoted part, which then swallows what
/// follows up to the next quote of the file.
/// </summary>
internal sealed class QuotedRecord(char delimiter)
{
    private readonly StringBuilder _out = new();

    /// <summary>How the last record ended.</summary>
    public enum Outcome
    {
        /// <summary>Every quoted field is closed.</summary>
        Whole,

        /// <summary>The last field's quote is not closed: the record may go on in the next line.</summary>
        Open,
    }

    /// <summary>The record in strict RFC 4180.</summary>
    public StringBuilder Text => _out;

    /// <summary>Whether a line break stands outside quotes: lines were joined that are records of their own.</summary>
    public bool HasBareLineBreak { get; private set; }

    /// <summary>Fields of the record.</summary>
    public int Fields { get; private set; }

    /// <summary>Reads quotes as RFC 4180 has them; a quote that neither opens nor closes a field is text.</summary>
    public Outcome Rewrite(ReadOnlySpan<char> record)
    {
        Begin();
        var at = 0;
        while (true)
        {
            var rest = record[at..];
            var length = rest.StartsWith("\"") ? QuotedLength(rest) : -1;
            if (length == rest.Length + 1)
            {
                return Outcome.Open;
            }

            at += length >= 0 ? AddQuoted(rest, length) : AddText(rest);
            if (at >= record.Length)
            {
                return Outcome.Whole;
            }

            at++;
            _out.Append(delimiter);
            if (at == record.Length)
            {
                Fields++; // a delimiter at the end: one more field, which is empty
                return Outcome.Whole;
            }
        }
    }

    /// <summary>Splits at every delimiter; only a field that is quoted as a whole loses its quotes.</summary>
    public void RewriteAsText(ReadOnlySpan<char> record)
    {
        Begin();
        foreach (var range in record.Split(delimiter))
        {
            if (Fields > 0)
            {
                _out.Append(delimiter);
            }

            var field = record[range];
            _ = field.StartsWith("\"") && QuotedLength(field) == field.Length ? AddQuoted(field, field.Length) : AddText(field);
        }
    }

    private void Begin()
    {
        _out.Clear();
        Fields = 0;
        HasBareLineBreak = false;
    }

    /// <summary>
    /// The length of the quoted field at the beginning, with its quotes; -1 when its quote is text; the length of the whole
    /// and one more when it is not closed.
    /// </summary>
    private int QuotedLength(ReadOnlySpan<char> text)
    {
        var at = 1;
        while (true)
        {
            var next = text[at..].IndexOf('"');
            if (next < 0)
            {
                return text.Length + 1;
            }

            at += next + 1;
            if (at < text.Length && text[at] == '"')
            {
                at++;
                continue;
            }

            var after = text[at..].TrimStart(' ');
            return after.IsEmpty || after[0] == delimiter ? at : -1;
        }
    }

    private int AddQuoted(ReadOnlySpan<char> rest, int length)
    {
        _out.Append(rest[..length]);
        Fields++;
        var blanks = rest[length..].IndexOfAnyExcept(' ');
        return blanks < 0 ? rest.Length : length + blanks;
    }

    private int AddText(ReadOnlySpan<char> rest)
    {
        var end = rest.IndexOf(delimiter);
        var field = end < 0 ? rest : rest[..end];
        Fields++;
        HasBareLineBreak |= field.Contains('\n');
        if (!field.Contains('"'))
        {
            _out.Append(field);
            return field.Length;
        }

        _out.Append('"');
        foreach (var c in field)
        {
            _out.Append(c == '"' ? "\"" : null).Append(c);
        }

        _out.Append('"');
        return field.Length;
    }
}
