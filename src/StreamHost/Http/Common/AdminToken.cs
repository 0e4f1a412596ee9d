using System.Security.Cryptography;
using System.Text;
using StreamReco.StreamHost.Options;

namespace StreamReco.StreamHost.Http.Common;

/// <summary>
/// The secret that opens the admin endpoint. Read once from a file or a variable, compared in constant time, never
/// logged and never part of the settings.
/// </summary>
internal sealed class AdminToken
{
    /// <summary>Characters that a token needs: as many as 96 random bits take in base64.</summary>
    public const int CharsMin = 16;

    /// <summary>Before the name of a variable, where a source is not a file.</summary>
    public const string VariablePrefix = "env:";

    private const string Scheme = "Bearer ";

    private readonly byte[] _hash;
    private readonly string _text;

    private AdminToken(string text, string name)
    {
        (_text, Name) = (text, name);
        _hash = SHA256.HashData(Encoding.UTF8.GetBytes(text));
    }

    /// <summary>The name of its file or variable: by it the audit trail says who had it.</summary>
    public string Name { get; }

    /// <summary>What a client writes into <c>Authorization</c>.</summary>
    public string Header => Scheme + _text;

    /// <summary>The token of the settings; null where none is asked for.</summary>
    /// <exception cref="HttpStartException">It cannot be read or is too short.</exception>
    public static AdminToken? Open(HttpOptions options) => Open(options.AdminTokenFile, "Http:AdminTokenFile");

    /// <summary>A token from a file or variable.</summary>
    /// <param name="source">A path, or <c>env:NAME</c>; empty for none.</param>
    /// <param name="setting">Names the setting or option in messages.</param>
    /// <inheritdoc cref="Open(HttpOptions)" path="/exception"/>
    public static AdminToken? Open(string source, string setting)
    {
        if (source.Length == 0)
        {
            return null;
        }

        var text = Read(source, setting).Trim();
        return text.Length >= CharsMin && text.All(c => c is > ' ' and < '\x7f')
            ? new AdminToken(text, NameOf(source))
            : throw new HttpStartException(
                $"{setting} '{source}' holds {text.Length} characters; a token needs {CharsMin} or more, printable and "
                + "without spaces.");
    }

    /// <returns>What is wrong with the setting, or null.</returns>
    public static string? Fault(HttpOptions options)
    {
        try
        {
            Open(options);
            return null;
        }
        catch (HttpStartException e)
        {
            return e.Message;
        }
    }

    /// <summary>Whether an <c>Authorization</c> header carries the token. Takes as long whatever it carries.</summary>
    public bool Allows(string? authorization)
    {
        var given = authorization?.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) == true
            ? authorization[Scheme.Length..].Trim() : "";
        return CryptographicOperations.FixedTimeEquals(_hash, SHA256.HashData(Encoding.UTF8.GetBytes(given)));
    }

    private static string NameOf(string source) => source.StartsWith(VariablePrefix, StringComparison.Ordinal)
        ? source[VariablePrefix.Length..] : Path.GetFileName(source);

    private static string Read(string source, string setting)
    {
        if (source.StartsWith(VariablePrefix, StringComparison.Ordinal))
        {
            return Environment.GetEnvironmentVariable(source[VariablePrefix.Length..]) ?? "";
        }

        try
        {
            return File.ReadAllText(source);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new HttpStartException($"{setting} '{source}' cannot be read: {e.Message}", e);
        }
    }
}
