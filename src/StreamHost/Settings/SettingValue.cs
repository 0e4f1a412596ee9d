namespace StreamReco.StreamHost.Settings;

/// <summary>A setting as somebody wrote it.</summary>
/// <param name="Key">The key, in the writer's own case.</param>
/// <param name="Text">The value.</param>
/// <param name="Place">Where it was written, for messages: a file, a variable, an option.</param>
internal sealed record SettingValue(string Key, string Text, string Place);
