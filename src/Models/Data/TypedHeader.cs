namespace StreamReco.Models.Data;

/// <summary>RecBole's headers: each name has a type, <c>user_id:token</c>, <c>timestamp:float</c>.</summary>
internal static class TypedHeader
{
    private static readonly string[] _types = [":token", ":float", ":token_seq", ":float_seq"];

    /// <summary>The names without their types.</summary>
    public static string[] Untyped(string[] header, out bool isTyped)
    {
        isTyped = Array.TrueForAll(header, name => TypeOf(name) is not null);
        return isTyped ? Array.ConvertAll(header, name => name[..^TypeOf(name)!.Length]) : header;
    }

    private static string? TypeOf(string name) =>
        Array.Find(_types, type => name.EndsWith(type, StringComparison.OrdinalIgnoreCase) && name.Length > type.Length);
}
