# docker build -t scrubjay . && docker run --rm -v "$PWD:/corpus" scrubjay clean
FROM rust:1-slim-bookworm AS build
WORKDIR /src
COPY Cargo.toml Cargo.lock ./
COPY src src
# The manifest names them; they are not built.
COPY benches benches
COPY README.md ./
RUN cargo build --release --locked --bin scrubjay

FROM debian:bookworm-slim
COPY --from=build /src/target/release/scrubjay /usr/local/bin/scrubjay
WORKDIR /corpus
ENTRYPOINT ["scrubjay"]
CMD ["--help"]
