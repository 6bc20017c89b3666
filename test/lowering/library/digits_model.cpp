#include "test/lowering/library/digits_model.h"

namespace dual::library {

using Kind = Parameter::Kind;

static Expression dim(const char *name) { return Expression::dim(name); }

static Parameter tensor(const char *name, Dtype dtype, std::vector<Expression> shape, const char *doc = "") {
  return {name, Kind::Tensor, 0, dtype, std::move(shape), doc};
}

static Structure classifier() {
  return {"Classifier",
          "graph Classifier(hidden: 32, classes: 10)",
          "digits.dl:4",
          {{"h.weight", Dtype::F32, {64, 32}},
           {"h.bias", Dtype::F32, {32}},
           {"logits.weight", Dtype::F32, {32, 10}},
           {"logits.bias", Dtype::F32, {10}}},
          true};
}

static Function classify() {
  Function f;
  f.name = "classify";
  f.doc = "The digit in each image.";
  f.signature = "classify(m: Classifier, x: f32[B, 64]) -> i64[B]";
  f.source = "digits.dl:12";
  f.parameters = {{"m", Kind::Structure, 0, Dtype::F32, {}, ""},
                  tensor("x", Dtype::F32, {dim("B"), 64}, "pixels, row by row, 0 (white) to 1")};
  f.dims = {{"B", 1, 0, std::nullopt}};
  f.outputs = {tensor("out", Dtype::I64, {dim("B")}, "0 to 9: the largest logit's index")};
  f.arena = Expression(128) * dim("B") + roundUp64(Expression(40) * dim("B"));
  f.flops = Expression(4819) * dim("B");
  f.reads = Expression(256) * dim("B") + 9640;
  f.writes = Expression(8) * dim("B");
  return f;
}

static Function logits() {
  Function f = classify();
  f.name = "logits";
  f.doc = "The scores before softmax.";
  f.signature = "logits(m: Classifier, x: f32[B, 64]) -> f32[B, 10]";
  f.source = "digits.dl:16";
  f.outputs = {tensor("out", Dtype::F32, {dim("B"), 10})};
  f.arena = Expression(128) * dim("B");
  f.flops = Expression(4810) * dim("B");
  f.writes = Expression(40) * dim("B");
  return f;
}

static Function shrink() {
  Function f;
  f.name = "shrink";
  f.doc = "Halves an image: each output pixel is the mean of four.";
  f.signature = "shrink(image: f32[H, W]) -> f32[H/2, W/2] where H % 2 == 0, W % 2 == 0";
  f.source = "digits.dl:20";
  f.parameters = {tensor("image", Dtype::F32, {dim("H"), dim("W")})};
  f.dims = {{"H", 0, 0, std::nullopt}, {"W", 0, 0, std::nullopt}};
  for (const char *d : {"H", "W"})
    f.facts.push_back({std::string(d) + " % 2 == 0", mod(dim(d), 2), Fact::Compare::Equal, 0});
  f.outputs = {tensor("out", Dtype::F32, {floorDiv(dim("H"), 2), floorDiv(dim("W"), 2)})};
  return f;
}

// A range, a scalar, a keyword as a name, two outputs, an output without dims, an arena that no tensor's size
// implies.
static Function scale() {
  Function f;
  f.name = "scale";
  f.signature = "scale(x: f32[N], auto: f32) -> (y: f32[N], sum: f32) where N >= 1";
  f.source = "digits.dl:24";
  f.parameters = {tensor("x", Dtype::F32, {dim("N")}), {"auto", Kind::Scalar, 0, Dtype::F32, {}, ""}};
  f.dims = {{"N", 0, 1, int64_t{1} << 61}};
  f.outputs = {tensor("y", Dtype::F32, {dim("N")}), tensor("sum", Dtype::F32, {})};
  f.arena = Expression(16) * dim("N");
  return f;
}

Interface digitsModel(const std::string &prefix) {
  Interface i;
  i.prefix = prefix;
  i.source = "digits.dl";
  i.license = "0BSD";
  i.generator = "dlc 0.1.0";
  i.build = "digits.dl, dlc 0.1.0, x86_64, strict";
  i.structures = {classifier()};
  i.functions = {classify(), logits(), shrink(), scale()};
  return i;
}

} // namespace dual::library
