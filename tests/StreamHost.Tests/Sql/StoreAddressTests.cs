using StreamReco.StreamHost.Sql;

namespace StreamReco.StreamHost.Tests.Sql;

public sealed class StoreAddressTests
{
    [Theory]
    [InlineData("state.db")]
    [InlineData("sqlite:state.db")]
    [InlineData("SQLite:data/a=b.db")]
    [InlineData("./postgres/state.db")]
    public async Task A_path_opens_SQLite(string text)
    {
        await using var store = ShardStoreFactory.Create(text);
        store.ShouldBeOfType<SqliteShardStore>();
        var path = text.StartsWith("sqlite:", StringComparison.OrdinalIgnoreCase) ? text[7..] : text;
        ShardStoreFactory.Describe(text).ShouldBe($"State:Connection={Path.GetFullPath(path)}");
    }

    [Theory]
    [InlineData("Host=db;Database=reco")]
    [InlineData("Database=reco; server = db")]
    [InlineData("postgres://db/reco")]
    [InlineData("postgresql://db")]
    public async Task A_server_opens_PostgreSQL(string text)
    {
        await using var store = ShardStoreFactory.Create(text);
        store.ShouldBeOfType<PostgresShardStore>();
    }

    [Fact]
    public void A_URI_says_what_a_connection_text_says()
    {
        var builder = StoreAddress.Parse("postgres://re%20co:p%40ss%2Fw@db.example:6432/my%20db?sslmode=verify-full&connect_timeout=3&application_name=x").Postgres!;
        builder.ConnectionString.ShouldBe(new Npgsql.NpgsqlConnectionStringBuilder
        {
            Host = "db.example",
            Port = 6432,
            Database = "my db",
            Username = "re co",
            Password = "p@ss/w",
            SslMode = Npgsql.SslMode.VerifyFull,
            Timeout = 3,
            ApplicationName = "x",
        }.ConnectionString);
        StoreAddress.Parse("postgres:///reco").Postgres!.Host.ShouldBe("localhost");
    }

    [Theory]
    [InlineData("Host=db;Username=ann;Password=s3cret")]
    [InlineData("host=db;pwd=s3cret")]
    [InlineData("Host=db;SSL Password=s3cret")]
    [InlineData("postgres://ann:s3cret@db/reco")]
    [InlineData("postgres://db/reco?password=s3cret")]
    public void Passwords_are_masked(string text)
    {
        var shown = ShardStoreFactory.Describe(text);
        shown.ShouldNotContain("s3cret");
        shown.ShouldContain("Password=***");
    }

    [Fact]
    public void An_address_without_a_password_is_shown_as_it_is() =>
        ShardStoreFactory.Describe("Host=db;Username=ann").ShouldBe("State:Connection=Host=db;Username=ann");

    [Theory]
    [InlineData("Host=db;Pasword=s3cret")]
    [InlineData("Host=db;Port=s3cret")]
    [InlineData("Host=db;s3cret")]
    [InlineData("postgres://ann:s3cret@[db/reco")]
    [InlineData("postgres://db/reco?pasword=s3cret")]
    [InlineData("postgres://db/reco?sslmode=s3cret")]
    [InlineData("Data Source=s3cret.db")]
    [InlineData(":memory:")]
    [InlineData("sqlite:")]
    [InlineData("  ")]
    public void What_is_no_address_is_refused_without_quoting_it(string text)
    {
        var e = Should.Throw<ArgumentException>(() => ShardStoreFactory.Create(text));
        e.Message.ShouldContain("State:Connection");
        e.ToString().ShouldNotContain("s3cret");
    }
}
