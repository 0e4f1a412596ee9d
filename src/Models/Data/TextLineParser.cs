using System.Buffers;
using System.Text.Unicode;

namespace StreamReco.Models.Data;

/// <summary>A parser of text lines: decodes UTF-8 into one reused buffer.</summary>
internal abstract class TextLineParser(ClickCollector clicks) : ILineParser
{
    private char[] _chars = new char[1024];

    protected ClickCollector Clicks { get; } = clicks;

    public void Parse(ReadOnlyMemory<byte> line)
    {
        if (_chars.Length < line.Length)
        {
            _chars = new char[line.Length * 2];
        }

        var status = Utf8.ToUtf16(line.Span, _chars, out _, out var length, replaceInvalidSequences: false);
        if (status != OperationStatus.Done)
        {
            Clicks.Skip("not valid UTF-8");
            return;
        }

        Parse(_chars.AsSpan(0, length));
    }

    protected abstract void Parse(ReadOnlySpan<char> line);
}
