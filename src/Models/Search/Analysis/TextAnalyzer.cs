namespace StreamReco.Models.Search.Analysis;

/// <summary>
/// The one analyser of index, query, suggestion and training. A text becomes words: folded (<see cref="TextFolding"/>),
/// split where letters meet digits and at hyphens, without the plural's s, without diacritics; runs of CJK become pairs of
/// characters. The joined form (<c>rtx3080</c>, <c>usbc</c>), the form with diacritics and single CJK characters are
/// further forms of a word. For one thread.
/// </summary>
public sealed class TextAnalyzer
{
    /// <summary>Grows with every change of what terms a text has: an index of another version must be built anew.</summary>
    public const int Version = 1;

    /// <summary>A longer word is cut: it is no word that anybody types.</summary>
    public const int WordCharsMax = 64;

    private readonly TextFolding _folding = new();
    private readonly char[] _word = new char[WordCharsMax];
    private readonly char[] _plain = new char[WordCharsMax * 2];
    private bool _afterNumber;

    /// <summary>Adds the terms of <paramref name="text"/> to <paramref name="output"/>, behind those that are there.</summary>
    public void Analyze(ReadOnlySpan<char> text, AnalyzedText output)
    {
        var folded = _folding.Fold(text);
        _afterNumber = false;
        for (var i = 0; i < folded.Length;)
        {
            var kind = CharacterKinds.Of(folded[i]);
            if (kind == CharacterKind.Break)
            {
                _afterNumber &= folded[i] is ' ' or '-';
                i++;
                continue;
            }

            var end = kind == CharacterKind.Cjk ? EndOfCjk(folded, i) : EndOfCompound(folded, i);
            if (kind == CharacterKind.Cjk)
            {
                AddCjk(folded[i..end], output);
            }
            else
            {
                AddCompound(folded[i..end], output);
            }

            i = end;
        }
    }

    private static int EndOfCjk(ReadOnlySpan<char> text, int start)
    {
        var end = start;
        while (end < text.Length && CharacterKinds.Of(text[end]) == CharacterKind.Cjk)
        {
            end++;
        }

        return end;
    }

    /// <summary>The end of letters and digits with hyphens, points and commas of numbers, and apostrophes among them.</summary>
    private static int EndOfCompound(ReadOnlySpan<char> text, int start)
    {
        var end = start;
        while (end < text.Length)
        {
            if (IsWordChar(text[end]))
            {
                end++;
            }
            else if (end + 1 < text.Length && IsWordChar(text[end + 1])
                && (text[end] == '-' || (text[end] is '.' or ',' && IsBetweenDigits(text, end))))
            {
                end += 2;
            }
            else
            {
                break;
            }
        }

        // The possessive's 's is no word of its own.
        return end + 1 < text.Length && text[end] == '\'' && text[end + 1] == 's'
            && (end + 2 == text.Length || !IsWordChar(text[end + 2])) ? end + 2 : end;
    }

    private static bool IsBetweenDigits(ReadOnlySpan<char> text, int at) =>
        at > 0 && char.IsAsciiDigit(text[at - 1]) && char.IsAsciiDigit(text[at + 1]);

    private static bool IsWordChar(char c) => CharacterKinds.Of(c) is CharacterKind.Letter or CharacterKind.Digit;

    private void AddCompound(ReadOnlySpan<char> text, AnalyzedText output)
    {
        if (text.EndsWith("'s"))
        {
            text = text[..^2];
        }

        var (first, hyphens) = (output.Positions, 0);
        foreach (var chunk in text.Split('-'))
        {
            var position = output.Positions;
            AddChunk(text[chunk], output);
            if (output.Positions > position + 1)
            {
                AddJoined(text[chunk], position, output);
            }

            hyphens++;
        }

        if (hyphens > 1)
        {
            AddJoined(text, first, output);
        }
    }

    /// <summary>Splits letters from digits; the points and commas of a number stay in it.</summary>
    private void AddChunk(ReadOnlySpan<char> text, AnalyzedText output)
    {
        for (var i = 0; i < text.Length;)
        {
            var isNumber = CharacterKinds.Of(text[i]) == CharacterKind.Digit;
            var end = i + 1;
            while (end < text.Length && (isNumber
                ? CharacterKinds.Of(text[end]) != CharacterKind.Letter
                : CharacterKinds.Of(text[end]) == CharacterKind.Letter))
            {
                end++;
            }

            if (isNumber)
            {
                AddNumber(text[i..end], output);
            }
            else
            {
                AddLetters(text[i..end], output);
            }

            i = end;
        }
    }

    /// <summary>1,000 is 1000, 2,5 is 2.5 and 17.0 is 17.</summary>
    private void AddNumber(ReadOnlySpan<char> text, AnalyzedText output)
    {
        var length = 0;
        for (var i = 0; i < text.Length && length < WordCharsMax; i++)
        {
            if (text[i] == ',' && (text.Length - i == 4 || (i + 4 < text.Length && text[i + 4] is ',' or '.')))
            {
                continue;
            }

            _word[length++] = text[i] == ',' ? '.' : text[i];
        }

        var number = _word.AsSpan(0, length);
        if (number.Contains('.'))
        {
            number = number.TrimEnd('0').TrimEnd('.');
        }

        output.AddWord(number);
        _afterNumber = true;
    }

    private void AddLetters(ReadOnlySpan<char> text, AnalyzedText output)
    {
        if (_afterNumber && UnitNames.Of(text) is { } unit)
        {
            _afterNumber = false;
            output.AddWord(unit);
            return;
        }

        _afterNumber = false;
        text = text.Length > WordCharsMax ? text[..WordCharsMax] : text;
        text.CopyTo(_word);
        var word = _word.AsSpan(0, PluralStemmer.Stem(_word.AsSpan(0, text.Length)));
        var length = WithoutDiacritics(text, out var differs);
        var position = output.Positions;
        output.AddWord(_plain.AsSpan(0, PluralStemmer.Stem(_plain.AsSpan(0, length))));
        if (differs)
        {
            output.AddExtra(word, position);
        }
    }

    private int WithoutDiacritics(ReadOnlySpan<char> word, out bool differs)
    {
        var length = 0;
        differs = false;
        foreach (var c in word)
        {
            if (c < '\u0080' || FoldingTables.BaseOf(c) is not { } letters)
            {
                _plain[length++] = c;
                continue;
            }

            differs = true;
            letters.CopyTo(_plain.AsSpan(length));
            length += letters.Length;
        }

        return length;
    }

    private void AddJoined(ReadOnlySpan<char> text, int position, AnalyzedText output)
    {
        var length = 0;
        foreach (var c in text)
        {
            if (length < WordCharsMax && c != '-')
            {
                _word[length++] = c == ',' ? '.' : c;
            }
        }

        var joined = _word.AsSpan(0, length);
        output.AddExtra(joined[..(joined.IndexOfAnyInRange('0', '9') < 0 ? PluralStemmer.Stem(joined) : length)], position);
    }

    private void AddCjk(ReadOnlySpan<char> run, AnalyzedText output)
    {
        _afterNumber = false;
        var before = 0;
        var first = LengthAt(run, 0);
        if (first == run.Length)
        {
            output.AddWord(run);
            return;
        }

        output.AddExtra(run[..first], output.Positions);
        for (var i = first; i < run.Length;)
        {
            var length = LengthAt(run, i);
            var position = output.Positions;
            output.AddWord(run[before..(i + length)]);
            output.AddExtra(run.Slice(i, length), position);
            before = i;
            i += length;
        }
    }

    private static int LengthAt(ReadOnlySpan<char> run, int at) =>
        char.IsHighSurrogate(run[at]) && at + 1 < run.Length ? 2 : 1;
}
