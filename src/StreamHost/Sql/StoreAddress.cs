using System.Text.RegularExpressions;
using Npgsql;

namespace StreamReco.StreamHost.Sql;

/// <summary>Where the state lives, as the setting <c>State:Connection</c> says it.</summary>
/// <param name="Path">The SQLite file; null for PostgreSQL.</param>
/// <param name="Postgres">The PostgreSQL connection; null for SQLite.</param>
internal sealed partial record StoreAddress(string? Path, NpgsqlConnectionStringBuilder? Postgres)
{
    public const string Setting = "State:Connection";

    /// <summary>The setting with its value, every secret masked: fit for messages and logs.</summary>
    public string Display => $"{Setting}={(Postgres is null ? Path : Masked(Postgres))}";

    /// <summary>Reads a path, <c>sqlite:PATH</c>, <c>Host=…;…</c> or <c>postgres[ql]://…</c>.</summary>
    /// <exception cref="ArgumentException">It is none of them. The message holds no part of the text, which may hold a password.</exception>
    public static StoreAddress Parse(string connection)
    {
        var text = connection.Trim();
        if (PostgresUri.Looks(text))
        {
            return new StoreAddress(null, PostgresUri.Parse(text));
        }

        if (KeywordText().IsMatch(text))
        {
            return new StoreAddress(null, ParseKeywords(text));
        }

        var path = text.StartsWith("sqlite:", StringComparison.OrdinalIgnoreCase) ? text["sqlite:".Length..] : text;
        if (path.Length == 0 || path == ":memory:" || SqliteKeyword().IsMatch(path))
        {
            throw new ArgumentException(
                $"{Setting} is to be a file's path (or sqlite:PATH), Host=...;Database=... or postgres://....", nameof(connection));
        }

        return new StoreAddress(System.IO.Path.GetFullPath(path), null);
    }

    /// <summary>Says that the SQLite file of a setting is not there; null if it is, and for PostgreSQL.</summary>
    /// <param name="connection">The setting as it was given.</param>
    public static string? Missing(string connection) =>
        Parse(connection).Path is not { } path || File.Exists(path) ? null
        : $"{Setting} (--state) is '{connection}'{(Directory.Exists(path) ? ", which is a folder; name a file." : "; there is no such file.")}";

    private static NpgsqlConnectionStringBuilder ParseKeywords(string text)
    {
        try
        {
            return new NpgsqlConnectionStringBuilder(text);
        }
        catch (Exception e) when (e is ArgumentException or FormatException or KeyNotFoundException)
        {
            // Not passed on as the inner exception: its message may quote the text.
        }

        throw new ArgumentException($"{Setting} is no valid PostgreSQL connection text (KEY=VALUE;...).", nameof(text));
    }

    private static string Masked(NpgsqlConnectionStringBuilder builder)
    {
        var masked = new NpgsqlConnectionStringBuilder(builder.ConnectionString);
        foreach (var secret in (string[])["Password", "SSL Password"])
        {
            if (masked.ShouldSerialize(secret))
            {
                masked[secret] = "***";
            }
        }

        return masked.ConnectionString;
    }

    [GeneratedRegex(@"(^|;)\s*(host|server)\s*=", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex KeywordText();

    [GeneratedRegex(@"^\s*(data ?source|filename)\s*=", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex SqliteKeyword();
}
