using Npgsql;

namespace StreamReco.StreamHost.Sql;

/// <summary>
/// Reads libpq's connection URIs, <c>postgres[ql]://user:password@host:port/database?key=value</c> (PostgreSQL manual,
/// 34.1.1.2), which Npgsql itself does not take. Keys are Npgsql's keywords or libpq's, underscores ignored.
/// </summary>
internal static class PostgresUri
{
    public static bool Looks(string text) =>
        text.StartsWith("postgres://", StringComparison.OrdinalIgnoreCase)
        || text.StartsWith("postgresql://", StringComparison.OrdinalIgnoreCase);

    /// <exception cref="ArgumentException">The text is no URI or has a key that Npgsql does not know; no part of it is quoted.</exception>
    public static NpgsqlConnectionStringBuilder Parse(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri))
        {
            throw Invalid();
        }

        var builder = new NpgsqlConnectionStringBuilder { Host = uri.Host.Length > 0 ? uri.IdnHost : "localhost" };
        builder.Port = uri.Port > 0 ? uri.Port : builder.Port;
        SetIfAny(Uri.UnescapeDataString(uri.AbsolutePath.TrimStart('/')), value => builder.Database = value);
        var credentials = uri.UserInfo.Split(':', 2);
        SetIfAny(Uri.UnescapeDataString(credentials[0]), value => builder.Username = value);
        SetIfAny(credentials.Length > 1 ? Uri.UnescapeDataString(credentials[1]) : "", value => builder.Password = value);
        foreach (var pair in uri.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            SetParameter(builder, pair.Split('=', 2));
        }

        return builder;
    }

    private static void SetParameter(NpgsqlConnectionStringBuilder builder, string[] pair)
    {
        var value = pair.Length > 1 ? Uri.UnescapeDataString(pair[1]) : "";
        var key = pair[0].ToLowerInvariant() switch
        {
            "connect_timeout" => "Timeout",
            "dbname" => "Database",
            "user" => "Username",
            var other => other.Replace('_', ' '),
        };
        try
        {
            builder[key] = key == "sslmode" ? value.Replace("-", "") : value;
            return;
        }
        catch (Exception e) when (e is ArgumentException or FormatException or KeyNotFoundException)
        {
            // Not passed on as the inner exception: its message may quote the text.
        }

        throw Invalid();
    }

    private static void SetIfAny(string value, Action<string> set)
    {
        if (value.Length > 0)
        {
            set(value);
        }
    }

    private static ArgumentException Invalid() => new(
        $"{StoreAddress.Setting} is no valid PostgreSQL URI (postgres://user:password@host:port/database?key=value).");
}
