using System.Collections.Frozen;

namespace StreamReco.Models.Search.Analysis;

/// <summary>One spelling for the names of units, where they stand after a number.</summary>
internal static class UnitNames
{
    private static readonly FrozenDictionary<string, string>.AlternateLookup<ReadOnlySpan<char>> _units = Read(
        [
            "inch in inches zoll pouce pouces pulgada pulgadas pollici",
            "mm millimeter millimeters millimetre millimetres",
            "cm centimeter centimeters centimetre centimetres",
            "m meter meters metre metres",
            "kg kilo kilos kilogram kilograms kilogramm",
            "g gr gram grams gramm grammes",
            "l liter liters litre litres ltr",
            "ml milliliter milliliters millilitre millilitres",
            "w watt watts",
            "v volt volts",
            "gb gigabyte gigabytes go",
            "tb terabyte terabytes",
            "mb megabyte megabytes",
            "mah milliamp milliamps",
            "pc pcs piece pieces stk stück",
        ]).GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>The one spelling of a unit; null for a word that is none.</summary>
    public static string? Of(ReadOnlySpan<char> word) => _units.TryGetValue(word, out var unit) ? unit : null;

    private static FrozenDictionary<string, string> Read(string[] lines) => lines
        .Select(line => line.Split(' '))
        .SelectMany(names => names.Select(name => KeyValuePair.Create(name, names[0])))
        .ToFrozenDictionary(StringComparer.Ordinal);
}
