using StreamReco.Models.Decoding;
using StreamReco.Stages;
using StreamReco.StreamHost.Search;

namespace StreamReco.StreamHost.Settings;

/// <summary>Checks what of <see cref="ProductSearchOptions"/> is text; each message names key and value.</summary>
internal static class SearchSettingsValidator
{
    public static IReadOnlyList<string> Validate(ProductSearchOptions options) =>
        [.. new[] { SynonymsFile.Fault(options.SynonymsFile), RulesFile.Fault(options.RulesFile), PositionBases.Fault(options.PositionBase) }.OfType<string>()];
}
