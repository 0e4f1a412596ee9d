namespace StreamReco.StreamHost.Options;

/// <summary>A setting in force.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Value">Its value, secrets masked.</param>
/// <param name="From">Where it was written; <c>default</c> where nowhere.</param>
internal sealed record EffectiveSetting(string Key, string Value, string From);
