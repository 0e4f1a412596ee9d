# Sourced by the scripts of this folder: a console project in a temporary folder, and the comparison with what was seen.
set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
cd "$work"

# usage: project NAME=VERSION...   makes the project with these packages, pinned
project() {
    {
        echo '<Project Sdk="Microsoft.NET.Sdk"><PropertyGroup><OutputType>Exe</OutputType>'
        echo '<TargetFramework>net10.0</TargetFramework><ImplicitUsings>enable</ImplicitUsings></PropertyGroup><ItemGroup>'
        printf '<PackageReference Include="%s" Version="[%s]" />\n' $(printf '%s\n' "$@" | tr '=' ' ')
        echo '</ItemGroup></Project>'
    } >finding.csproj
}

# Runs Program.cs and compares its output with the file 'expected'.
compare() {
    dotnet build -c Release --nologo -v quiet -o out >build.log 2>&1 || { cat build.log >&2; exit 2; }
    dotnet out/finding.dll >seen
    if ! diff -u expected seen; then
        echo 'changed: the behaviour is another one than the one seen' >&2
        exit 1
    fi
    echo 'as seen'
}

# usage: sql <<'SQL'   makes the program that asks a DuckDB in memory the queries, a line each, and prints the rows
sql() {
    cat >queries.sql
    cat >Program.cs <<'CS'
using System.Globalization;
using DuckDB.NET.Data;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
using var database = new DuckDBConnection("Data Source=:memory:");
database.Open();
foreach (var query in File.ReadLines("queries.sql"))
{
    using var command = database.CreateCommand();
    command.CommandText = query;
    using var rows = command.ExecuteReader();
    while (rows.Read())
    {
        Console.WriteLine(string.Join("  ", Enumerable.Range(0, rows.FieldCount).Select(i => $"{rows.GetName(i)} {rows.GetValue(i)}")));
    }
}
CS
}

# Adds a class for the mock cluster that Confluent.Kafka brings: one broker, which ends with its producer.
mock_kafka() {
    cat >MockKafka.cs <<'CS'
using Confluent.Kafka;

sealed class MockKafka : IDisposable
{
    public MockKafka()
    {
        var config = new ProducerConfig { BootstrapServers = "mock", LingerMs = 0 };
        config.Set("test.mock.num.brokers", "1");
        Producer = new ProducerBuilder<Null, string>(config).SetLogHandler((_, _) => { }).Build();
        using var admin = new DependentAdminClientBuilder(Producer.Handle).Build();
        var broker = admin.GetMetadata(TimeSpan.FromSeconds(30)).Brokers[0];
        Address = $"{broker.Host}:{broker.Port}";
    }

    public IProducer<Null, string> Producer { get; }

    public string Address { get; }

    // Writes records whose values are their offsets.
    public async Task FillAsync(TopicPartition part, int count)
    {
        for (var i = 0; i < count; i++)
        {
            await Producer.ProduceAsync(part, new Message<Null, string> { Value = $"{i}" });
        }
    }

    public void Dispose() => Producer.Dispose();
}
CS
}

# Adds a class that writes models in ONNX's protobuf form.
onnx_form() {
    cat >OnnxForm.cs <<'CS'
using System.Text;

static class OnnxForm
{
    public static byte[] Info(int field, string name, int type) => Part(field, [.. Text(1, name), .. Part(2, Part(1, Number(1, type)))]);

    public static byte[] Text(int field, string text) => Part(field, Encoding.UTF8.GetBytes(text));

    public static byte[] Part(int field, byte[] bytes) => [.. Varint((field << 3) | 2), .. Varint(bytes.Length), .. bytes];

    public static byte[] Number(int field, int value) => [.. Varint(field << 3), .. Varint(value)];

    public static byte[] Varint(int value)
    {
        var bytes = new List<byte>();
        for (; value > 127; value >>= 7)
        {
            bytes.Add((byte)((value & 127) | 128));
        }

        return [.. bytes, (byte)value];
    }
}
CS
}
