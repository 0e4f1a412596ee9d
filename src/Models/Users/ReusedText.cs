using System.Text;

namespace StreamReco.Models.Users;

/// <summary>A text whose memory is used again for the next one: a string is made of it where somebody asks for one. Not thread-safe.</summary>
/// <param name="text">The first text.</param>
internal sealed class ReusedText(string text)
{
    private char[] _chars = [];
    private int _length;

    /// <summary>Null where nobody asked for it yet.</summary>
    private string? _text = text;

    public ReadOnlySpan<char> Chars => _text is null ? _chars.AsSpan(0, _length) : _text;

    public string Text => _text ??= new string(_chars, 0, _length);

    public void Set(string text) => _text = text;

    public void Set(ReadOnlySpan<char> text)
    {
        text.CopyTo(Begin(text.Length));
        _length = text.Length;
    }

    public void SetUtf8(ReadOnlySpan<byte> utf8) => _length = Encoding.UTF8.GetChars(utf8, Begin(utf8.Length)); // no more chars than bytes

    /// <summary>Reads a char, see <see cref="UserState.Touch"/>.</summary>
    public int Touch() => Chars is [var first, ..] ? first : 0;

    private char[] Begin(int length)
    {
        _text = null;
        if (_chars.Length < length)
        {
            _chars = new char[Math.Max(24, length)];
        }

        return _chars;
    }
}
