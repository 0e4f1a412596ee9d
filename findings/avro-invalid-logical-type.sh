#!/usr/bin/env bash
# Apache.Avro for .NET refuses a schema whose logical type does not fit, where the specification says to ignore it.
#
# Seen with Apache.Avro 1.12.2 on .NET 10. The specification (1.12, Logical Types): unknown logical types must be ignored, and of
# one that is invalid, such as a decimal with a scale above its precision, the underlying type should be used. Here
# - an unknown name is ignored, as it says;
# - a decimal without a precision, or with a scale above it, a date on a string and a uuid on bytes end in an AvroTypeException;
# - so does every schema that has such a field anywhere, although its records can be read.
# A registry takes such schemas, since Java's parser warns and goes on; a consumer in .NET then cannot read one record of the topic.
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
project Apache.Avro=1.12.2

cat >Program.cs <<'CS'
using Avro;

Parse("unknown", """{"type":"long","logicalType":"shop-time"}""");
Parse("decimal", """{"type":"bytes","logicalType":"decimal","precision":9,"scale":2}""");
Parse("decimal without precision", """{"type":"bytes","logicalType":"decimal"}""");
Parse("decimal with a scale above its precision", """{"type":"bytes","logicalType":"decimal","precision":2,"scale":9}""");
Parse("date on a string", """{"type":"string","logicalType":"date"}""");
Parse("uuid on bytes", """{"type":"bytes","logicalType":"uuid"}""");
Parse("in a field", """{"type":"record","name":"R","fields":[{"name":"id","type":"string"},{"name":"day","type":{"type":"string","logicalType":"date"}}]}""");

static void Parse(string what, string schema)
{
    try
    {
        Console.WriteLine($"{what}: {Schema.Parse(schema).Tag}");
    }
    catch (Exception e)
    {
        Console.WriteLine($"{what}: {e.GetType().Name}: {e.Message.Split(" at '")[0]}");
    }
}
CS

cat >expected <<'TEXT'
unknown: Logical
decimal: Logical
decimal without precision: AvroTypeException: 'decimal' requires a 'precision' property
decimal with a scale above its precision: AvroTypeException: 'decimal' requires a 'scale' property that is zero or less than or equal to 'precision'
date on a string: AvroTypeException: 'date' can only be used with an underlying int type
uuid on bytes: AvroTypeException: 'uuid' can only be used with an underlying string type
in a field: AvroTypeException: 'date' can only be used with an underlying int type
TEXT

compare
