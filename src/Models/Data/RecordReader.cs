using System.Buffers;
using System.Text.Unicode;

namespace StreamReco.Models.Data;

/// <summary>
/// The records of a delimited file as strict RFC 4180, for the parser to read: UTF-8 decoded, line ends as <c>\n</c>,
/// quotes that are text escaped, lines that cannot be used counted and left out. A quoted field may hold line breaks; one
/// that is not closed within <see cref="RecordLinesMax"/> lines costs its own line only.
/// </summary>
internal sealed class RecordReader(LineReader lines, ClickCollector clicks) : TextReader
{
    /// <summary>A description of more lines than this is a quote that was forgotten.</summary>
    public const int RecordLinesMax = 200;

    private const int RecordCharsMax = LineReader.LineBytesMax;

    private readonly Queue<string> _ahead = new();
    private Delimiter _delimiter = new('\t', Delimiter.Form.Blanks);
    private QuotedRecord _quoted = null!;
    private char[] _line = new char[1024];
    private char[] _record = new char[1024];
    private int _length;
    private int _at;
    private int _fields;
    private bool _begun;

    /// <summary>Looks at the first line; a file without one has blanks between its columns.</summary>
    public Delimiter Begin()
    {
        if (TryLine(out var first))
        {
            _ahead.Enqueue(first.ToString());
            _delimiter = Delimiter.Detect(first);
        }

        lines.KeepsEmpty = true;
        _quoted = new QuotedRecord(_delimiter.Between);
        _begun = true;
        return _delimiter;
    }

    public override int Read(char[] buffer, int index, int count) => Read(buffer.AsSpan(index, count));

    public override int Read(Span<char> buffer)
    {
        var written = 0;
        while (written < buffer.Length && (_at < _length || NextRecord()))
        {
            var part = _record.AsSpan(_at, Math.Min(_length - _at, buffer.Length - written));
            part.CopyTo(buffer[written..]);
            _at += part.Length;
            written += part.Length;
        }

        return written;
    }

    public override int Read()
    {
        var next = Peek();
        _at += next < 0 ? 0 : 1;
        return next;
    }

    public override int Peek() => _at < _length || NextRecord() ? _record[_at] : -1;

    private bool NextRecord()
    {
        (_at, _length) = (0, 0);
        while (_begun && TryLine(out var line))
        {
            if (line.IsWhiteSpace())
            {
                continue;
            }

            if (!line.Contains('"'))
            {
                Take(line);
            }
            else if (!TryQuoted(line))
            {
                clicks.Skip("a quote is not closed");
                continue;
            }

            return true;
        }

        return false;
    }

    private void Take(ReadOnlySpan<char> line)
    {
        Grow(line.Length + 1);
        _length = _delimiter.Normalize(line, _record);
        _fields = _fields > 0 ? _fields : 1 + _record.AsSpan(0, _length).Count(_delimiter.Between);
        _record[_length++] = '\n';
    }

    private bool TryQuoted(ReadOnlySpan<char> line)
    {
        if (_delimiter.Kind != Delimiter.Form.Character)
        {
            var normal = new char[line.Length];
            _quoted.RewriteAsText(normal.AsSpan(0, _delimiter.Normalize(line, normal)));
            return TakeQuoted();
        }

        if (_delimiter.QuotesAreText)
        {
            _quoted.RewriteAsText(line);
            if (_fields == 0 || _quoted.Fields == _fields)
            {
                return TakeQuoted();
            }
        }

        if (_quoted.Rewrite(line) == QuotedRecord.Outcome.Whole)
        {
            return TakeQuoted();
        }

        var held = line.ToString();
        return TryJoined(held) || TryText(held);
    }

    /// <summary>Joins the lines that follow until the quote is closed; if it never is, they are read again as they are.</summary>
    private bool TryJoined(string line)
    {
        var taken = new List<string>();
        var joined = line;
        while (taken.Count < RecordLinesMax && joined.Length < RecordCharsMax && TryLine(out var next))
        {
            taken.Add(next.ToString());
            joined = $"{joined}\n{next}";
            if (next.Contains('"') && _quoted.Rewrite(joined) == QuotedRecord.Outcome.Whole)
            {
                if (!_quoted.HasBareLineBreak && (_fields == 0 || _quoted.Fields == _fields))
                {
                    return TakeQuoted();
                }

                break;
            }
        }

        GiveBack(taken);
        return false;
    }

    /// <summary>In a file with tabs a quote that is never closed is text.</summary>
    private bool TryText(string line)
    {
        _quoted.RewriteAsText(line);
        return _delimiter.QuotesAreText && TakeQuoted();
    }

    private bool TakeQuoted()
    {
        var text = _quoted.Text;
        Grow(text.Length + 1);
        text.CopyTo(0, _record, text.Length);
        _record[text.Length] = '\n';
        _length = text.Length + 1;
        _fields = _fields > 0 ? _fields : _quoted.Fields;
        return true;
    }

    private void GiveBack(List<string> taken)
    {
        taken.AddRange(_ahead);
        _ahead.Clear();
        foreach (var line in taken)
        {
            _ahead.Enqueue(line);
        }
    }

    /// <summary>The next line that is text; bytes that are none are counted.</summary>
    private bool TryLine(out ReadOnlySpan<char> line)
    {
        if (_ahead.TryDequeue(out var held))
        {
            line = held;
            return true;
        }

        while (lines.TryRead(out var bytes))
        {
            if (_line.Length < bytes.Length)
            {
                _line = new char[bytes.Length * 2];
            }

            if (Utf8.ToUtf16(bytes.Span, _line, out _, out var length, replaceInvalidSequences: false) == OperationStatus.Done)
            {
                line = _line.AsSpan(0, length);
                return true;
            }

            clicks.Skip("not valid UTF-8");
        }

        line = default;
        return false;
    }

    private void Grow(int length)
    {
        if (_record.Length < length)
        {
            _record = new char[length * 2];
        }
    }
}
