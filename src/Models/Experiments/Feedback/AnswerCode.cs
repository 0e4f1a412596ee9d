using StreamReco.Models.Experiments.Interleaving;

namespace StreamReco.Models.Experiments.Feedback;

/// <summary>
/// What an answer says of itself at the end of its id, behind a dot: for each experiment that it is part of, by id, whether other arms
/// would have made another list (<c>1</c>), the same (<c>0</c>) or were not asked (<c>-</c>); and of a list that two arms made together,
/// behind <c>i</c>, two characters an item of a team: ten bits of the item's hash and the team; or of a list that tries an item by what was
/// clicked before, behind <c>x</c>, five characters: thirty bits of the item's hash. The fold knows no answers; with the id
/// these come back to it in the events that name the list, and the shop has nothing else to send. The id of a search says the same; it is
/// kept as a whole, because shops that search by themselves may have dots in theirs.
/// </summary>
public static class AnswerCode
{
    /// <summary>Stands between an id and its code.</summary>
    public const char Mark = '.';

    private const char Teams = 'i';
    private const char Tried = 'x';
    private const int TriedChars = 5;
    private const int DigitBits = 6;
    private const int HashBits = 10;
    private const string Digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

    /// <summary>The bits of an item's hash by which an item is known that a list tried.</summary>
    public const uint TriedMask = (1u << (TriedChars * DigitBits)) - 1;

    /// <summary>The id without its code: what a list is found by.</summary>
    public static ReadOnlySpan<char> IdOf(ReadOnlySpan<char> id) => id.IndexOf(Mark) is >= 0 and var at ? id[..at] : id;

    /// <summary>The code of an id; empty for none.</summary>
    public static ReadOnlySpan<char> CodeOf(ReadOnlySpan<char> id) => id.IndexOf(Mark) is >= 0 and var at ? id[(at + 1)..] : [];

    /// <summary>Writes a code, with the mark in front; empty where there is nothing to say.</summary>
    /// <param name="differs">By experiment: whether the list of another arm differs; null where none was made.</param>
    /// <param name="teams">The items of a list that two arms made together, by <see cref="ShownList.HashOfItem"/>; none for a list of one arm.</param>
    /// <param name="tried">The item that the list tries, by <see cref="ShownList.HashOfItem"/>; null for none. Not with teams.</param>
    public static string Write(ReadOnlySpan<bool?> differs, IReadOnlyList<(uint Item, Team Team)> teams, uint? tried = null)
    {
        var says = teams.Count > 0 || tried is not null;
        foreach (var one in differs)
        {
            says |= one is not null;
        }

        if (!says)
        {
            return "";
        }

        var code = new System.Text.StringBuilder(1 + differs.Length + 1 + Math.Max(TriedChars, 2 * teams.Count)).Append(Mark);
        foreach (var one in differs)
        {
            code.Append(one is not { } known ? '-' : known ? '1' : '0');
        }

        code.Append(teams.Count > 0 ? "i" : "");
        foreach (var (item, team) in teams)
        {
            if (team != Team.None)
            {
                var bits = ((int)team << HashBits) | (int)(item & ((1 << HashBits) - 1));
                code.Append(Digits[bits >> 6]).Append(Digits[bits & 63]);
            }
        }

        code.Append(tried is not null ? "x" : "");
        for (var digit = TriedChars - 1; tried is not null && digit >= 0; digit--)
        {
            code.Append(Digits[(int)((tried.Value >> (DigitBits * digit)) & 63)]);
        }

        return code.ToString();
    }

    /// <summary>What a code says of other arms.</summary>
    public static ListComparisons ComparisonsOf(ReadOnlySpan<char> code)
    {
        var text = code[..EndOfComparisons(code)];
        if (text.Length is 0 or > UnitFeedback.EnrolmentsMax)
        {
            return default;
        }

        var (compared, differing) = (0, 0);
        for (var i = 0; i < text.Length; i++)
        {
            compared |= text[i] is '0' or '1' ? 1 << i : 0;
            differing |= text[i] == '1' ? 1 << i : 0;
        }

        return new ListComparisons((byte)text.Length, (byte)compared, (byte)differing) { Tried = TriedOf(code[text.Length..]) };
    }

    /// <summary>Behind the comparisons stands what else the code says, after a letter of its own.</summary>
    private static int EndOfComparisons(ReadOnlySpan<char> code) =>
        code.IndexOfAnyExcept('0', '1', '-') is >= 0 and var at ? at : code.Length;

    private static uint? TriedOf(ReadOnlySpan<char> rest)
    {
        if (rest.Length != 1 + TriedChars || rest[0] != Tried)
        {
            return null;
        }

        uint item = 0;
        foreach (var character in rest[1..])
        {
            var digit = Digits.IndexOf(character);
            if (digit < 0)
            {
                return null;
            }

            item = (item << DigitBits) | (uint)digit;
        }

        return item;
    }

    /// <summary>
    /// The team of an item; none where the list is of one arm, where the item is of no team, and where two items of different teams have
    /// the same ten bits: rather no credit than a wrong one.
    /// </summary>
    /// <param name="code">The code.</param>
    /// <param name="item">The item: <see cref="ShownList.HashOfItem"/>.</param>
    public static Team TeamOf(ReadOnlySpan<char> code, uint item)
    {
        var at = EndOfComparisons(code);
        var found = Team.None;
        for (var i = at + 1; i + 1 < code.Length && code[at] == Teams; i += 2)
        {
            var (high, low) = (Digits.IndexOf(code[i]), Digits.IndexOf(code[i + 1]));
            if (high >= 0 && low >= 0 && (((high << 6) | low) & ((1 << HashBits) - 1)) == (item & ((1 << HashBits) - 1)))
            {
                var team = (Team)(high >> (HashBits - 6));
                if (team > Team.Second || (found != Team.None && found != team))
                {
                    return Team.None;
                }

                found = team;
            }
        }

        return found;
    }
}

/// <summary>Which experiments of a list other arms were asked for, and where their lists differ: a bit for each, by id.</summary>
/// <param name="Experiments">How many experiments the list is part of; 0 where nothing is said.</param>
/// <param name="Compared">Those whose other arms were asked.</param>
/// <param name="Differing">Those of them whose list differs.</param>
public readonly record struct ListComparisons(byte Experiments, byte Compared, byte Differing)
{
    /// <summary>The item that the list tries, the bits of <see cref="AnswerCode.TriedMask"/> of its hash; null for none.</summary>
    public uint? Tried { get; init; }
}
