using System.Buffers;

namespace StreamReco.Models.Decoding;

/// <summary>
/// Walks JSON of which nothing needs a second look: texts of printable ASCII without escapes, numbers, objects and lists. Each method
/// takes what it is asked for and says whether it was there; what is not, is for a reader of all JSON.
/// </summary>
internal ref struct PlainJson(ReadOnlySpan<byte> json)
{
    /// <summary>A whole number of so many digits is a double, and so is each power of ten up to there: their quotient is rounded once.</summary>
    private const int DigitsMax = 15;

    private static readonly SearchValues<byte> _plain = SearchValues.Create(
        [.. Enumerable.Range(' ', '~' - ' ' + 1).Select(c => (byte)c).Where(c => c is not ((byte)'"' or (byte)'\\'))]);

    private static readonly double[] _powers = [1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15];

    private readonly ReadOnlySpan<byte> _json = json;
    private int _at;

    /// <summary>Whether nothing but blanks is left.</summary>
    public bool IsOver => Next == 0 && _at == _json.Length;

    /// <summary>The byte that comes next behind blanks; 0 at the end.</summary>
    public byte Next
    {
        get
        {
            SkipBlanks();
            return _at < _json.Length ? _json[_at] : (byte)0;
        }
    }

    /// <summary>Takes a mark such as <c>{</c>.</summary>
    public bool Take(byte mark)
    {
        if (Next != mark)
        {
            return false;
        }

        _at++;
        return true;
    }

    /// <summary>Takes a text.</summary>
    /// <param name="text">What stands between the quotes.</param>
    public bool TakeText(out ReadOnlySpan<byte> text)
    {
        text = default;
        if (!Take((byte)'"'))
        {
            return false;
        }

        var rest = _json[_at..];
        var length = rest.IndexOfAnyExcept(_plain);
        if (length < 0 || rest[length] != (byte)'"')
        {
            return false;
        }

        text = rest[..length];
        _at += length + 1;
        return true;
    }

    /// <summary>Takes the name of a field and the colon behind it.</summary>
    public bool TakeName(out ReadOnlySpan<byte> name) => TakeText(out name) && Take((byte)':');

    /// <summary>Takes a whole number from 0 of at most 18 digits.</summary>
    public bool TakeWhole(out long number)
    {
        number = 0;
        SkipBlanks();
        var length = DigitsFrom(_at, ref number);
        if (length is 0 or > 18 || (length > 1 && _json[_at] == (byte)'0') || !IsEnd(_at + length))
        {
            return false;
        }

        _at += length;
        return true;
    }

    /// <summary>Takes a number from 0.</summary>
    /// <param name="number">The double that lies next to it.</param>
    public bool TakeNumber(out double number)
    {
        number = 0;
        long mantissa = 0;
        SkipBlanks();
        var from = _at;
        var whole = DigitsFrom(from, ref mantissa);
        var at = from + whole;
        if (whole == 0 || (whole > 1 && _json[from] == (byte)'0'))
        {
            return false;
        }

        var fraction = 0;
        if (at < _json.Length && _json[at] == (byte)'.')
        {
            fraction = DigitsFrom(at + 1, ref mantissa);
            at += fraction + 1;
            if (fraction == 0)
            {
                return false;
            }
        }

        if (whole + fraction > DigitsMax || !IsEnd(at))
        {
            return false;
        }

        number = mantissa / _powers[fraction];
        _at = at;
        return true;
    }

    /// <summary>Passes over a text, a number from 0 or a word.</summary>
    public bool PassScalar() => Next switch
    {
        (byte)'"' => TakeText(out _),
        (byte)'t' => PassWord("true"u8),
        (byte)'f' => PassWord("false"u8),
        (byte)'n' => PassWord("null"u8),
        _ => TakeNumber(out _),
    };

    private void SkipBlanks()
    {
        while (_at < _json.Length && _json[_at] is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n')
        {
            _at++;
        }
    }

    private bool PassWord(ReadOnlySpan<byte> word)
    {
        if (!_json[_at..].StartsWith(word) || !IsEnd(_at + word.Length))
        {
            return false;
        }

        _at += word.Length;
        return true;
    }

    private readonly int DigitsFrom(int from, ref long number)
    {
        var at = from;
        for (; at < _json.Length && _json[at] is >= (byte)'0' and <= (byte)'9' && at - from <= 18; at++)
        {
            number = (number * 10) + (_json[at] - '0');
        }

        return at - from;
    }

    /// <summary>Whether a value ends here.</summary>
    private readonly bool IsEnd(int at) =>
        at < _json.Length && _json[at] is (byte)',' or (byte)'}' or (byte)']' or (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n';
}
