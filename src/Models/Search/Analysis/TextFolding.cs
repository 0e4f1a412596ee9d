using System.Globalization;

namespace StreamReco.Models.Search.Analysis;

/// <summary>
/// Folds a text to one form: NFKC, lower case, Hiragana as Katakana, ヴ as the row of バ, traditional Han as simplified.
/// Trade marks become blanks, inch signs a word. For one thread.
/// </summary>
internal sealed class TextFolding
{
    private char[] _chars = new char[256];
    private int _length;

    /// <summary>The folded text, lent until the next call.</summary>
    public ReadOnlySpan<char> Fold(ReadOnlySpan<char> text)
    {
        _length = 0;
        foreach (var c in text)
        {
            if (c < '\u0080')
            {
                AddAscii(c);
            }
            else
            {
                AddOther(c);
            }
        }

        return FoldKana(_chars.AsSpan(0, _length));
    }

    private void AddAscii(char c)
    {
        if (c == '"' && AfterDigit)
        {
            Add(" inch ");
            return;
        }

        Add(c is >= 'A' and <= 'Z' ? (char)(c | 0x20) : c);
    }

    private void AddOther(char c)
    {
        switch (c)
        {
            case '™' or '®' or '©' or '℠':
                Add(' ');
                return;
            case '″' or '”' or '“' when AfterDigit:
                Add(" inch ");
                return;
            case '’' or '‘':
                Add('\'');
                return;
            case 'ß' or 'ẞ':
                Add("ss");
                return;
            case 'ς':
                Add('σ');
                return;
            case >= '\u2010' and <= '\u2014' or '\u2212':
                Add('-');
                return;
            default:
                break;
        }

        if (FoldingTables.CompatibleOf(c) is not { } form)
        {
            Compose(c);
            return;
        }

        foreach (var part in form)
        {
            if (part < '\u0080')
            {
                AddAscii(part);
            }
            else
            {
                Compose(part);
            }
        }
    }

    private void Compose(char c)
    {
        if (_length > 0 && FoldingTables.Compose(_chars[_length - 1], c) is { } whole)
        {
            _chars[_length - 1] = char.ToLowerInvariant(whole);
            return;
        }

        Add(c switch
        {
            >= '\u3041' and <= '\u3096' => (char)(c + 0x60),
            >= '\u3400' and <= '\u9FFF' => FoldingTables.SimplifiedOf(c),
            _ => char.ToLowerInvariant(c),
        });
    }

    /// <summary>ヴァ ヴィ ヴ ヴェ ヴォ are written バ ビ ブ ベ ボ just as well.</summary>
    private static Span<char> FoldKana(Span<char> text)
    {
        var length = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != 'ヴ')
            {
                text[length++] = text[i];
                continue;
            }

            var (row, isPair) = (i + 1 < text.Length ? text[i + 1] : '\0') switch
            {
                'ァ' => ('バ', true),
                'ィ' => ('ビ', true),
                'ェ' => ('ベ', true),
                'ォ' => ('ボ', true),
                _ => ('ブ', false),
            };
            text[length++] = row;
            i += isPair ? 1 : 0;
        }

        return text[..length];
    }

    private bool AfterDigit => _length > 0 && char.IsAsciiDigit(_chars[_length - 1]);

    private void Add(string text)
    {
        foreach (var c in text)
        {
            Add(c);
        }
    }

    private void Add(char c)
    {
        if (_length == _chars.Length)
        {
            Array.Resize(ref _chars, _chars.Length * 2);
        }

        // A mark that composes with nothing belongs to the letter before it and says nothing more.
        if (CharUnicodeInfo.GetUnicodeCategory(c) != UnicodeCategory.NonSpacingMark || IsSpelled(c))
        {
            _chars[_length++] = c;
        }
    }

    /// <summary>Vowel signs of Indic scripts, Thai and others are letters of the word.</summary>
    private static bool IsSpelled(char c) => c is >= '\u0900' and < '\u1AB0';
}
